import { eq } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { openBrowser } from '$tests/app';
import { invite } from '$tests/invitations';
import { isSignedIn, newAddress, PASSWORD, signedInPerson } from '$tests/people';
import { features } from '../../../../features';
import { invitations } from '../../models/z.invitation';
import { users } from '../../models/z.user';
import { deleteExpiredTokens } from '../entry/delete-expired-tokens';
import { changeAddress } from '../recovery/recovery.fixture';
import { eraseClosedAccounts } from './erase-closed-accounts';

// Read at the first request.
vi.hoisted(() => (process.env.SIGN_UP = 'invite'));

const DAY = 24 * 60 * 60 * 1000;

test('erasing leaves no invitation behind by which somebody came, also where their address is another since', async () => {
	const { email, token } = await invite();
	const browser = openBrowser();
	await browser.post(`/invitation?token=${token}`, { token, password: PASSWORD });
	expect(await isSignedIn(browser)).toBe(true);
	const other = newAddress();
	expect((await changeAddress(browser, other)).status).toBe(303);
	await browser.post('/settings/account?/delete');
	const now = new Date(Date.now() + 15 * DAY);
	await deleteExpiredTokens(now);
	await eraseClosedAccounts(features, now);
	expect(await db.$count(users, eq(users.email, other))).toBe(0);
	expect(await db.$count(invitations, eq(invitations.email, email))).toBe(0);
});

test('nor one that was taken back before they came by themselves', async () => {
	const { email, browser } = await signedInPerson();
	const now = new Date();
	const expiresAt = new Date(now.getTime() + 7 * DAY);
	const invitation = { email, invitedBy: 'operator', createdAt: now, expiresAt, revokedAt: now };
	await db.insert(invitations).values(invitation);
	expect((await changeAddress(browser, newAddress())).status).toBe(303);
	expect(await db.$count(invitations, eq(invitations.email, email))).toBe(0);
});
