import { eq } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { changeAddress } from '$modules/auth/api/recovery/recovery.fixture';
import { outbox } from '$modules/mail/models/z.outbox';
import { openBrowser } from '$tests/app';
import { deliverMails, mailsTo } from '$tests/mails';
import { beginSignUp, newAddress, openSession, signedInPerson } from '$tests/people';
import { blockAddress, unblockAddress } from './block-address';
import { sendReset } from './send-reset';

afterEach(() => vi.useRealTimers());

const by = { actor: 'operator', reason: 'It bounces, ticket 9' };
const banner = 'have stopped mail to';
const subjectsTo = async (email: string) => (await mailsTo(email)).map(({ subject }) => subject);
const textOf = async (browser: ReturnType<typeof openBrowser>, path: string) =>
	(await browser.get(path)).text();
const askForReset = (email: string) => openBrowser().post('/forgot-password', { email });

test('a blocked address gets no mail, whoever asks; every session of its owner says so', async () => {
	const { user, email, browser } = await signedInPerson();
	const elsewhere = openBrowser();
	await openSession(user.id, elsewhere);
	await askForReset(email);
	expect(await subjectsTo(email)).toHaveLength(1);
	expect(await textOf(browser, '/')).not.toContain(banner);

	// One that waits from before is not sent any more either.
	await askForReset(email);
	expect(await blockAddress({ email, by })).toMatchObject({ ok: true });
	expect(await blockAddress({ email, by })).toEqual({ ok: false, why: 'blocked' });
	await askForReset(email);
	expect(await sendReset({ email, by })).toEqual({ ok: false, why: 'no-mail' });
	expect(await subjectsTo(email)).toHaveLength(1);
	expect(await db.$count(outbox, eq(outbox.recipient, email))).toBe(0);

	for (const page of ['/', '/settings/profile']) {
		expect(await textOf(browser, page)).toContain(`${banner} ${email}`);
		expect(await textOf(elsewhere, page)).toContain('href="/settings/account">Use another');
	}
	const events = await db.select().from(securityEvents).where(eq(securityEvents.userId, user.id));
	expect(events).toMatchObject([{ type: 'address-blocked', ...by, ipAddress: '' }]);
	expect(await textOf(browser, '/settings/activity')).toContain('Mail to the address stopped');
});

test('another address of the account gets mail; the one that is left hears nothing', async () => {
	const { email, browser } = await signedInPerson();
	await blockAddress({ email, by });
	const next = newAddress();
	expect((await changeAddress(browser, next)).status).toBe(303);
	expect(await textOf(browser, '/')).not.toContain(banner);
	await askForReset(next);
	expect(await subjectsTo(next)).toHaveLength(2);
	expect(await subjectsTo(email)).toEqual([]);
});

test('unblocked it gets mail again, and first that it does', async () => {
	const { email, browser } = await signedInPerson();
	expect(await unblockAddress({ email, by })).toEqual({ ok: false, why: 'free' });
	expect(await unblockAddress({ email: newAddress(), by })).toEqual({ ok: false, why: 'unknown' });
	await blockAddress({ email, by });
	expect(await mailsTo(email)).toEqual([]);
	await unblockAddress({ email, by });
	const [told, ...others] = await mailsTo(email);
	expect(told?.text).toContain('Mail to the address goes out again');
	expect(others).toEqual([]);
	expect(await textOf(browser, '/')).not.toContain(banner);
	await sendReset({ email, by });
	expect(await subjectsTo(email)).toHaveLength(3);
});

test('a sign-up with it ends when any other does, so that nobody learns of the account', async () => {
	const { email } = await signedInPerson();
	await blockAddress({ email, by });
	const known = await beginSignUp({ email });
	const unknown = await beginSignUp();
	await deliverMails();
	const pages = () =>
		Promise.all(
			[known, unknown].map(async ({ browser, email }) =>
				(await textOf(browser, '/sign-up/verify')).includes(email)
			)
		);
	expect(await pages()).toEqual([true, true]);
	vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61 * 60 * 1000 });
	expect(await pages()).toEqual([false, false]);
});
