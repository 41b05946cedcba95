import type { Page } from '@playwright/test';
import { createAdmin, makeAdmin } from './admins.ts';
import {
	createPasskeys,
	createPerson,
	createSessions,
	endSessions,
	forgetConfirmations,
	longEmail,
	newEmail,
	newUsername,
	otherPassword,
	requireFactor,
	suspend,
	trustBrowsers,
	type Person
} from './people.ts';
import { createInvitationLink } from './invitations.ts';
import { giveApp, giveRecoveryCode } from './second-factor.ts';
import { beginRecovery, loseApp, passRecoveryDelay } from './lost-factor.ts';
import type { AppServer } from './server.ts';
import type { SmtpSink } from '../../support/smtp-sink.ts';
import { photograph } from '../../../src/modules/profile/api/avatar/pictures.fixture.ts';
import { hydrated, linkIn, press, to } from './steps.ts';

interface Visit {
	page: Page;
	server: AppServer;
	mail: SmtpSink;
	person: Person;
}

/** Of a link that is whole and good for nothing. */
const spentToken = 'x'.repeat(43);

type Open = (visit: Visit) => Promise<unknown>;

/** The button of the form with this field, or of the page's first form. */
const submit = (page: Page, field?: string) =>
	page
		.locator(`main form${field ? `:has([name=${field}])` : ''} button:not([type=button])`)
		.first();

/** Sends that form and waits for the answer to show. */
const send = (page: Page, field?: string) => press(submit(page, field));

const goto =
	(path: string): Open =>
	({ page }) =>
		page.goto(path);

/** Opens a page and sends its form with these values by field name. */
const sent =
	(path: string, values: Record<string, string> = {}): Open =>
	async ({ page }) => {
		await page.goto(path);
		for (const [name, value] of Object.entries(values)) {
			await page.locator(`main [name=${name}]`).fill(value);
		}
		await send(page, Object.keys(values)[0]);
		await page.getByRole('alert').waitFor();
	};

async function fillIn(page: Page, email: string, password: string): Promise<void> {
	await page.locator('[name=email]').fill(email);
	await page.locator('[name=password]').fill(password);
	await send(page);
	await page.waitForURL((url) => url.pathname !== '/sign-in');
}

async function beginSignUp(page: Page, email = newEmail()): Promise<string> {
	await page.goto('/sign-up');
	await page.locator('[name=email]').fill(email);
	await page.locator('[name=password]').fill(otherPassword);
	await submit(page).click();
	await page.locator('[name=code]').waitFor();
	return email;
}

/** Opens the link for a new password of somebody who is not signed in here. */
async function openResetLink({ page, mail, server }: Visit): Promise<void> {
	const { email } = await createPerson(server);
	await page.goto('/forgot-password');
	await page.locator('[name=email]').fill(email);
	await send(page);
	await page.goto(linkIn(await mail.waitFor(to(email))));
}

/** Signs up without a password, up to the page that asks for a way in. */
async function startSetUp({ page, mail }: Visit): Promise<void> {
	const email = newEmail();
	await page.goto('/sign-up');
	await page.locator('[name=email]').fill(email);
	await page.locator('[name=method]').click();
	await page.locator('[name=code]').waitFor();
	await page.goto(linkIn(await mail.waitFor(to(email))));
	await submit(page).click();
	await page.locator('#passkey button').waitFor();
}

/** Signs in as far as the second step, of an account that has every way to take it. */
async function startSecondStep({ page, server }: Visit): Promise<void> {
	const { email, password } = await createPerson(server);
	await giveApp(server, email);
	await giveRecoveryCode(server, email);
	await createPasskeys(server, email);
	await page.goto('/sign-in');
	await fillIn(page, email, password);
	await page.getByRole('group').locator('summary').click();
}

/** Signs in as far as the second step, which cannot be taken any more, and on to the way round it. */
async function lose({ page, server }: Visit): Promise<string> {
	const { email, password } = await createPerson(server);
	await loseApp(server, email);
	await page.goto('/sign-in');
	await fillIn(page, email, password);
	await page.goto('/recover');
	return email;
}

/** The same, and asks for it. */
async function askToRecover(visit: Visit): Promise<string> {
	const email = await lose(visit);
	await submit(visit.page).click();
	await submit(visit.page).waitFor({ state: 'detached' });
	return email;
}

/** Signs in to an account that is suspended. */
async function atSuspended({ page, server }: Visit): Promise<void> {
	const { email, password } = await createPerson(server);
	await suspend(server, email);
	await page.goto('/sign-in');
	await fillIn(page, email, password);
	await page.waitForURL('/account-suspended');
}

/** Every page, and every face it has, for people who are signed out. */
export const signedOut: Record<string, Open> = {
	home: goto('/'),
	'sign-in': goto('/sign-in'),
	'sign-in-mismatch': ({ page, person, ...rest }) =>
		sent('/sign-in', { email: person.email, password: otherPassword })({ page, person, ...rest }),
	'sign-in-errors': sent('/sign-in', { email: 'ada' }),
	'sign-in-passkey-refused': async ({ page }) => {
		await page.goto('/sign-in');
		await page.locator('[name=credential]').evaluate((field: HTMLInputElement) => {
			field.value = '{}';
			field.form?.requestSubmit();
		});
		await page.getByRole('alert').waitFor();
	},
	'second-factor': startSecondStep,
	'second-factor-wrong': async (visit) => {
		await startSecondStep(visit);
		await visit.page.locator('#totp-code').fill('123');
		await send(visit.page, 'code');
		await visit.page.getByRole('alert').waitFor();
	},
	'second-factor-none': goto('/sign-in/second-factor'),
	'sign-up': goto('/sign-up'),
	'sign-up-errors': sent('/sign-up', { email: 'ada', password: '' }),
	'verify-none': goto('/sign-up/verify'),
	'verify-code': ({ page }) => beginSignUp(page),
	'verify-code-wrong': async ({ page }) => {
		await beginSignUp(page);
		await page.locator('[name=code]').fill('ZZZZ-ZZZZ');
		await send(page);
		await page.getByRole('alert').waitFor();
	},
	'verify-code-resent': async ({ page }) => {
		await beginSignUp(page);
		await page.locator('#resend button').click();
		await page.getByRole('status').locator('div').first().waitFor();
	},
	'verify-code-held': async ({ page, server }) => {
		const email = await beginSignUp(page);
		const asForm = { form: { code: '' }, headers: { origin: server.origin } };
		for (let mails = 1; mails < 5; mails += 1) {
			await page.request.post('/sign-up/verify?/resend', asForm);
		}
		await beginSignUp(page, email);
		await page.getByRole('status').getByText('60').waitFor();
	},
	'verify-link': async ({ page, mail }) => {
		const email = await beginSignUp(page);
		await page.goto(linkIn(await mail.waitFor(to(email))));
	},
	'verify-link-elsewhere': async ({ page, mail }) => {
		const email = await beginSignUp(page);
		await page.context().clearCookies({ name: 'signup' });
		await page.goto(linkIn(await mail.waitFor(to(email))));
		await send(page);
		await page.getByRole('alert').waitFor();
	},
	'set-up': startSetUp,
	'set-up-error': async (visit) => {
		await startSetUp(visit);
		await send(visit.page, 'password');
		await visit.page.getByRole('alert').waitFor();
	},
	'set-up-menu': async (visit) => {
		await startSetUp(visit);
		await visit.page.getByRole('banner').locator('summary').click();
	},
	'verify-link-invalid': goto(`/sign-up/verify?token=${spentToken}`),
	'verify-link-incomplete': goto('/sign-up/verify?token=nothing'),
	invitation: async ({ page, server }) => page.goto(await createInvitationLink(server)),
	'invitation-error': async ({ page, server }) => {
		await page.goto(await createInvitationLink(server));
		await page.locator('[name=password]').fill('short');
		await send(page);
		await page.getByRole('alert').waitFor();
	},
	'invitation-invalid': goto(`/invitation?token=${spentToken}`),
	'forgot-password': goto('/forgot-password'),
	'forgot-password-error': sent('/forgot-password', { email: 'ada' }),
	'forgot-password-sent': goto('/forgot-password?sent'),
	'reset-password': async (visit) => {
		await openResetLink(visit);
		const { page } = visit;
		await page.locator('[name=password]').fill('short');
		await send(page);
		await page.getByRole('alert').waitFor();
	},
	'reset-password-invalid': goto(`/reset-password?token=${spentToken}`),
	'undo-invalid': goto(`/undo?token=${spentToken}`),
	'account-closed-none': goto('/account-closed'),
	'account-suspended': atSuspended,
	recover: lose,
	'recover-stop': async (visit) => {
		const email = await askToRecover(visit);
		await visit.page.goto(linkIn(await visit.mail.waitFor(to(email))));
	},
	'recover-finish': async (visit) => {
		const { page, server, mail } = visit;
		const email = await askToRecover(visit);
		await passRecoveryDelay(server, email);
		await page.reload();
		await send(page);
		const { text } = await mail.waitFor(to(email, /way back|Weg zurück/));
		await page.goto(/\/recover\/finish\?token=[\w-]+/.exec(text)?.[0] ?? '');
	},
	'public-profile': async ({ page, server }) => {
		const username = newUsername();
		const bio = 'Bakes bread, repairs bicycles.\n\nPhotographs stations at night.';
		const website = 'https://ada.example/a/rather/long/way/down/to/what/was/meant?at=first';
		const shown = { displayName: 'Ada Łukasiewicz', bio, website, visibility: 'public' as const };
		await createPerson(server, { username, ...shown });
		await page.goto(`/u/${username}`);
	},
	'not-found': goto('/nothing/here')
};

async function choosePicture({ page }: Visit): Promise<void> {
	await page.goto('/settings/profile');
	const buffer = await photograph(900, 500, 'png');
	const file = { name: 'me.png', mimeType: 'image/png', buffer };
	await page.locator('[name=avatar]').setInputFiles(file);
	await page.getByRole('main').locator('img').waitFor();
}

async function askForChange({ page, mail }: Visit): Promise<void> {
	const email = newEmail();
	await page.goto('/settings/account');
	await page.locator('[name=email]').fill(email);
	await send(page);
	await page.goto(linkIn(await mail.waitFor(to(email))));
}

async function changeEmail(visit: Visit): Promise<void> {
	await askForChange(visit);
	await send(visit.page);
	await visit.page.waitForURL('/settings/account');
}

/** The same for people who are signed in. */
export const signedIn: Record<string, Open> = {
	'in-home': goto('/'),
	'in-menu': async ({ page }) => {
		await page.goto('/');
		await page.getByRole('banner').locator('summary').click();
	},
	'in-profile': goto('/settings/profile'),
	'in-profile-errors': sent('/settings/profile', {
		displayName: 'Ada\u202EBell',
		username: '!!',
		bio: 'Hello\u0007there',
		website: 'javascript:alert(1)'
	}),
	'in-profile-saved': async ({ page }) => {
		await page.goto('/settings/profile');
		await page.locator('[name=displayName]').fill('Ada Łukasiewicz');
		await page.locator('[name=username]').fill(newUsername());
		await page.locator('[name=visibility][value=public]').check();
		await send(page, 'displayName');
		await page.getByRole('status').locator('div').first().waitFor();
	},
	'in-picture-error': sent('/settings/profile'),
	'in-picture-chosen': choosePicture,
	'in-picture-saved': async (visit) => {
		await choosePicture(visit);
		await send(visit.page, 'avatar');
		await visit.page.getByRole('status').locator('div').first().waitFor();
	},
	'in-session-ended': async ({ page, server, person }) => {
		await page.goto('/settings/profile');
		await hydrated(page);
		await page.locator('[name=bio]').fill('Bakes bread, repairs bicycles.');
		await endSessions(server, person.email);
		await page.evaluate(() => dispatchEvent(new Event('focus')));
		await page.getByRole('alert').waitFor();
	},
	'in-security': goto('/settings/security'),
	'in-security-errors': sent('/settings/security', { currentPassword: '' }),
	'in-security-passkeys': async ({ page, server, person }) => {
		await createPasskeys(server, person.email);
		await page.goto('/settings/security');
		await page.getByRole('heading', { name: /YubiKey/ }).waitFor();
		await page.locator('#passkeys summary').nth(1).click();
		await page.locator('#add-passkey button').waitFor();
	},
	'in-recovery-codes': async ({ page, server, person }) => {
		await createPasskeys(server, person.email);
		await page.goto('/settings/security');
		await page.locator('[name=afterPassword]').check();
		await send(page, 'afterPassword');
		await page.waitForURL(/recovery-codes/);
		await send(page, 'saved');
		await page.getByRole('alert').waitFor();
	},
	'in-second-step': async (visit) => {
		await signedIn['in-recovery-codes']!(visit);
		await visit.page.goto('/settings/security');
		await visit.page.locator('main summary').first().click();
	},
	'in-security-unconfirmed': async ({ page, server, person }) => {
		await forgetConfirmations(server, person.email);
		await page.goto('/settings/security');
	},
	'in-resume-passkey': async ({ page, server, person }) => {
		await createPasskeys(server, person.email);
		await forgetConfirmations(server, person.email);
		await page.goto('/settings/security');
		await page.locator('[id^=remove-] button').first().click();
		await page.waitForURL(/confirm/);
		await page.locator('[name=password]').fill(person.password);
		await send(page, 'password');
		await page.waitForURL(/resume/);
	},
	'in-confirm': goto('/confirm?redirectTo=/settings/security'),
	'in-confirm-passkey': async ({ page, server, person }) => {
		await createPasskeys(server, person.email);
		await page.goto('/confirm?redirectTo=/settings/security');
		await page.getByRole('button', { name: /passkey/i }).waitFor();
	},
	'in-confirm-code': async ({ page, server, person }) => {
		await giveApp(server, person.email);
		await page.goto('/confirm?redirectTo=/settings/security');
		await page.locator('#totp-code').fill('123');
		await send(page, 'code');
		await page.getByRole('alert').waitFor();
	},
	'in-new-phone': goto('/settings/security?lost&redirectTo=/settings/account'),
	'in-factor-required': async ({ page, server, person }) => {
		await requireFactor(server, person.email);
		await page.goto('/settings/profile');
		await page.waitForURL(/settings\/security/);
	},
	'in-admin': async ({ page, server, person }) => {
		await makeAdmin(server, person.email);
		await createAdmin(server, { email: longEmail() });
		await page.goto('/admin');
	},
	'in-admin-people': async ({ page, server, person }) => {
		await makeAdmin(server, person.email);
		await createPerson(server, { username: newUsername(), displayName: 'Ada of the Lamps' });
		await page.goto('/admin/people');
	},
	'in-admin-person': async ({ page, server, person }) => {
		await makeAdmin(server, person.email);
		const { email } = await createPerson(server, { email: longEmail() });
		await createSessions(server, email);
		await createPasskeys(server, email);
		await page.goto(`/admin/people?${new URLSearchParams({ q: email })}`);
		await page.getByRole('link', { name: email }).click();
		await page.locator('main details:has([name=passkeys]) summary').click();
	},
	'in-confirm-error': sent('/confirm', { password: otherPassword }),
	'in-preferences': goto('/settings/preferences'),
	'in-sessions': async ({ page, server, person }) => {
		await createSessions(server, person.email);
		await trustBrowsers(server, person.email);
		await page.goto('/settings/sessions');
	},
	'in-activity': goto('/settings/activity'),
	'in-activity-none': goto('/settings/activity?kind=account'),
	'in-account': async ({ page }) => {
		await page.goto('/settings/account');
		await page.getByRole('main').locator('summary').click();
	},
	'in-account-error': sent('/settings/account', { email: 'ada' }),
	'in-account-sent': goto('/settings/account?sent'),
	'in-account-held': goto('/settings/account?held'),
	'in-export-limit': async ({ page }) => {
		for (let time = 0; time < 5; time += 1) await page.request.get('/settings/account/export');
		await page.goto('/settings/account/export');
	},
	'in-resume': async ({ page, server, person }) => {
		await forgetConfirmations(server, person.email);
		await page.goto('/settings/account');
		await page.locator('[name=email]').fill(newEmail());
		await send(page);
		await page.locator('[name=password]').fill(person.password);
		await send(page);
		await page.getByRole('link', { name: /go back|zurück/ }).waitFor();
	},
	'in-recovery': async ({ page, server, person }) => {
		await beginRecovery(server, person.email);
		await page.goto('/settings/preferences');
	},
	'in-resume-gone': goto('/confirm/resume?id=nothing'),
	'in-not-me': async ({ page, mail, person }) => {
		await page.goto(linkIn(await mail.waitFor(to(person.email, /New sign-in|Neue Anmeldung/))));
	},
	'in-link-of-another': openResetLink,
	'in-link-of-another-used': async (visit) => {
		await openResetLink(visit);
		const { page } = visit;
		await page.locator('[name=password]').fill(otherPassword);
		await submit(page).click();
		await page.getByText(/sign out first|erst ab und/).waitFor();
	},
	'in-change-email-invalid': goto(`/change-email?token=${spentToken}`),
	'in-change-email': askForChange,
	'in-email-changed': changeEmail,
	'in-undo': async (visit) => {
		await changeEmail(visit);
		const { page, mail, person } = visit;
		await page.goto(
			linkIn(await mail.waitFor(to(person.email, /address was|Adresse bei .+ wurde/)))
		);
	},
	'in-not-found': goto('/nothing/here'),
	'account-closed': async ({ page, server }) => {
		const { email, password } = await createPerson(server);
		for (const path of ['/sign-in', '/settings/account']) {
			await page.context().clearCookies({ name: path === '/sign-in' ? 'session' : 'flash' });
			await page.goto(path);
			if (path === '/sign-in') await fillIn(page, email, password);
			else {
				await page.getByRole('main').locator('summary').click();
				await page.locator('#delete button').click();
				await page.waitForURL('/');
			}
		}
		await page.goto('/sign-in');
		await fillIn(page, email, password);
		await page.waitForURL('/account-closed');
	}
};
