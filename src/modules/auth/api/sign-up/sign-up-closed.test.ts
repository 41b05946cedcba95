import { eq } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { openBrowser } from '$tests/app';
import { codeIn, lastMailTo } from '$tests/mails';
import { beginSignUp, newAddress, PASSWORD, signIn, signedInPerson } from '$tests/people';
import { invitations } from '../../models/z.invitation';
import { signUps } from '../../models/z.sign-up';
import { users } from '../../models/z.user';
import { createInvitation } from '../invitations/create-invitation';
import { createMailedToken } from '../token/token-store';
import { resendSignUpMail } from './resend-sign-up-mail';

// Read at the first request.
vi.hoisted(() => (process.env.SIGN_UP = 'closed'));

test('with SIGN_UP=closed nobody new comes in, and the page says so', async () => {
	const { response, browser } = await beginSignUp();
	expect(response.status).toBe(403);
	expect(await db.$count(signUps)).toBe(0);
	expect(browser.jar.names()).toEqual([]);
	const page = await (await openBrowser().get('/sign-up')).text();
	expect(page).toContain('Sign-up is closed here</h1>');
	expect(page).not.toContain('name="password"');
});

test('with SIGN_UP=closed nobody is invited, and an invitation from before opens nothing', async () => {
	const email = newAddress();
	const invited = await createInvitation({ email, by: 'operator', locale: 'en' });
	expect(invited).toEqual({ ok: false, why: 'closed' });
	const now = new Date();
	const expiresAt = new Date(now.getTime() + 60_000);
	await db
		.insert(invitations)
		.values({ id: 'earlier', email, invitedBy: 'operator', createdAt: now, expiresAt });
	const link = { purpose: 'invitation', email, invitationId: 'earlier', now } as const;
	const token = await createMailedToken(link, db);
	const browser = openBrowser();
	expect((await browser.get(`/invitation?token=${token}`)).status).toBe(400);
	expect((await browser.post('/invitation', { token, password: PASSWORD })).status).toBe(400);
	expect(await db.$count(users, eq(users.email, email))).toBe(0);
});

test('with SIGN_UP=closed a sign-up from before gets its mail again, and no more time', async () => {
	const [id, email] = ['earlier', newAddress()];
	const now = new Date();
	const expiresAt = new Date(now.getTime() + 20 * 60_000);
	const row = { id, email, method: 'passkey', passwordHash: '', redirectTo: '/' } as const;
	await db.insert(signUps).values({ ...row, mailAskedAt: now, createdAt: now, expiresAt });
	const client = { address: '192.0.2.1', userAgent: 'Test/1.0' };
	expect(await resendSignUpMail({ signUpId: id, locale: 'en', client })).toBe('asked');
	expect(codeIn(await lastMailTo(email))).toBeTruthy();
	const [kept] = await db.select().from(signUps).where(eq(signUps.id, id));
	expect(kept?.expiresAt).toEqual(expiresAt);
});

test('with SIGN_UP=closed people who have an account sign in as ever', async () => {
	const { email } = await signedInPerson();
	expect((await signIn(openBrowser(), email, PASSWORD)).status).toBe(303);
});
