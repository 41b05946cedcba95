import { bothWays, everyWay, expect, test } from '../support/fixtures.ts';
import { createPerson, newEmail, otherPassword, password } from '../support/people.ts';
import { askToSignUp, codeIn, linkIn, press, signIn, signOut, to } from '../support/steps.ts';
import { siteName } from '../../../src/lib/site.ts';

test('signs up by code, out and in again', everyWay, async ({ page, mail }) => {
	const email = newEmail();
	await askToSignUp(page, { email, password });
	await expect(page.getByText(email)).toBeVisible();
	const code = codeIn(await mail.waitFor(to(email)));
	await page.getByLabel('Code from the mail').fill(code.toLowerCase().replace('-', ''));
	await page.getByRole('button', { name: 'Confirm address' }).click();
	await expect(page.getByText('Your account is ready.')).toBeVisible();
	await expect(page.getByRole('heading', { name: 'Good to see you' })).toBeVisible();

	await signOut(page);
	await signIn(page, { email, password });
});

test('signs up by the link in the same browser', everyWay, async ({ page, mail }) => {
	const email = newEmail();
	await askToSignUp(page, { email, password });
	await page.goto(linkIn(await mail.waitFor(to(email))));
	await expect(page.getByText(`You are confirming ${email}.`)).toBeVisible();
	await expect(page.getByLabel('Password')).toHaveCount(0);
	await page.getByRole('button', { name: 'Confirm and continue' }).click();
	await expect(page.getByRole('heading', { name: /Good to see you/ })).toBeVisible();
});

test(
	'sets the password where the link is opened elsewhere',
	bothWays,
	async ({ page, mail, newBrowser, javaScriptEnabled }) => {
		const email = newEmail();
		await askToSignUp(page, { email, password });
		const other = await newBrowser({ javaScriptEnabled });
		await other.goto(linkIn(await mail.waitFor(to(email))));
		await expect(other.getByText(`You are confirming ${email} in a browser other`)).toBeVisible();
		await press(other.getByRole('button', { name: 'Confirm and continue' }));
		await expect(other.getByLabel('Password', { exact: true })).toHaveAccessibleDescription(
			'Enter a password.'
		);
		await other.getByLabel('Password', { exact: true }).fill(otherPassword);
		await other.getByRole('button', { name: 'Confirm and continue' }).click();
		await expect(other.getByRole('heading', { name: /Good to see you/ })).toBeVisible();

		// The pending password of the browser that began is worth nothing.
		await page.goto('/sign-in');
		await page.getByLabel('E-mail address').fill(email);
		await page.getByLabel('Password', { exact: true }).fill(password);
		await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).click();
		await expect(page.getByRole('alert')).toContainText("don't match");
		await signIn(page, { email, password: otherPassword });
	}
);

test(
	'tells the owner of a known address, and nobody else',
	everyWay,
	async ({ page, mail, server }) => {
		const { email } = await createPerson(server);
		await askToSignUp(page, { email, password: otherPassword });
		const received = await mail.waitFor(to(email));
		expect(received.subject).toBe(`You already have a ${siteName} account`);
		const words = received.text.replaceAll(email, '');
		expect(words).not.toMatch(/token=|[A-Z2-9]{4}-[A-Z2-9]{4}/);
	}
);

test('takes a wrong code five times, then starts again', bothWays, async ({ page, mail }) => {
	const email = newEmail();
	await askToSignUp(page, { email, password });
	await mail.waitFor(to(email));
	const code = page.getByLabel('Code from the mail');
	const confirm = page.getByRole('button', { name: 'Confirm address' });

	await code.fill('ABC');
	await press(confirm);
	await expect(code).toHaveAccessibleDescription(
		'The code has 8 letters and digits, like ABCD-2345.'
	);
	for (let tries = 1; tries <= 4; tries++) {
		await code.fill('ZZZZ-ZZZZ');
		await press(confirm);
		await expect(code).toHaveAccessibleDescription(/That code doesn't match/);
	}
	await code.fill('ZZZZ-ZZZZ');
	await confirm.click();
	await expect(page.getByText('There is no sign-up waiting in this browser')).toBeVisible();
	await page.getByRole('link', { name: 'Start again' }).click();
	await expect(page).toHaveURL('/sign-up');
});

test(
	'of two in two tabs, the older page checks and sends nothing',
	bothWays,
	async ({ page, context, mail }) => {
		const [email, later] = [newEmail(), newEmail()];
		await askToSignUp(page, { email, password });
		const code = codeIn(await mail.waitFor(to(email)));
		const otherTab = await context.newPage();
		await askToSignUp(otherTab, { email: later, password });
		const laterCode = codeIn(await mail.waitFor(to(later)));

		await page.getByLabel('Code from the mail').fill(code);
		await press(page.getByRole('button', { name: 'Confirm address' }));
		await expect(page.getByRole('alert')).toContainText('a sign-up with another address has begun');
		await expect(page.getByText(`We sent a mail to ${later}`)).toBeVisible();
		await expect(page.getByLabel('Code from the mail'), 'is no code of the other').toHaveValue('');
		await otherTab.getByLabel('Code from the mail').fill(laterCode);
		await otherTab.getByRole('button', { name: 'Confirm address' }).click();
		await expect(otherTab.getByText('Your account is ready.')).toBeVisible();
	}
);

test('sends another mail, and both codes hold', bothWays, async ({ page, mail }) => {
	const email = newEmail();
	await askToSignUp(page, { email, password });
	const first = await mail.waitFor(to(email));
	await page.getByRole('button', { name: 'Send another mail' }).click();
	await expect(page.getByText('a new code is on its way')).toBeVisible();
	const second = await mail.waitFor((one) => to(email)(one) && one.messageId !== first.messageId);
	await page.getByLabel('Code from the mail').fill(codeIn(second));
	await page.getByRole('button', { name: 'Confirm address' }).click();
	await expect(page.getByText('Your account is ready.')).toBeVisible();
});

test('says what is wrong with each field, and keeps the address', bothWays, async ({ page }) => {
	await page.goto('/sign-up');
	await press(page.getByRole('button', { name: 'Create account' }));
	await expect(page.getByRole('alert')).toContainText('A few things need correcting.');
	const email = page.getByLabel('E-mail address');
	const secret = page.getByLabel('Password', { exact: true });
	await expect(email).toHaveAccessibleDescription(/Enter one e-mail address/);
	await expect(secret).toHaveAccessibleDescription('Enter a password.');

	await email.fill('ada@example.com');
	for (const [typed, answer] of [
		['short', 'Use at least 12 characters.'],
		[`${siteName} ${siteName}`, /Too little is left/],
		['password1234', /on lists that attackers try first/]
	] as const) {
		await secret.fill(typed);
		await press(page.getByRole('button', { name: 'Create account' }));
		await expect(secret).toHaveAccessibleDescription(answer);
		await expect(email).toHaveValue('ada@example.com');
	}
});
