import { eq, inArray } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { db } from '@/server/db/client';
import { hashToken } from '@/server/secrets';
import { openBrowser } from '$tests/app';
import { createUser } from '$tests/factories';
import { mailsTo } from '$tests/mails';
import { isSignedIn, newAddress, openSession, PASSWORD, signIn } from '$tests/people';
import { completeSignIn } from '../sign-in/complete-sign-in';
import { getUser } from '../user/user-store';
import { keptForms } from '../../models/z.kept-form';
import { sessions } from '../../models/z.session';

const MINUTE = 60 * 1000;
const someone = () => createUser({ email: newAddress(), password: PASSWORD });
const countSessions = (userId: string) => db.$count(sessions, eq(sessions.userId, userId));

/** So many sessions, each used a minute before the one in front of it. */
async function openSessions(userId: string, count: number) {
	const opened = [];
	for (let ago = 1; ago <= count; ago++) {
		const browser = openBrowser();
		const token = await openSession(userId, browser, new Date(Date.now() - ago * MINUTE));
		opened.push({ browser, token });
	}
	return opened;
}

test('the 51st session ends the one that was used last the longest ago, with its kept form', async () => {
	const [{ id, email }, other] = [await someone(), await someone()];
	const opened = await openSessions(id, 50);
	const [untouched] = await openSessions(other.id, 1);
	const oldest = opened[49]!;
	// One that was used since is not the oldest, however long ago it began.
	const used = opened[48]!;
	const ofUsed = eq(sessions.id, hashToken(used.token));
	await db.update(sessions).set({ lastUsedAt: new Date() }).where(ofUsed);
	await db.insert(keptForms).values({
		userId: id,
		sessionId: hashToken(oldest.token),
		action: '/settings/profile?/update',
		sealed: '',
		expiresAt: new Date(Date.now() + MINUTE)
	});

	const newest = openBrowser();
	expect((await signIn(newest, email, PASSWORD)).status).toBe(303);
	expect(await countSessions(id)).toBe(50);
	expect(await isSignedIn(oldest.browser)).toBe(false);
	expect(await db.$count(keptForms, eq(keptForms.userId, id))).toBe(0);
	for (const browser of [newest, used.browser, opened[47]!.browser, untouched!.browser])
		expect(await isSignedIn(browser)).toBe(true);

	expect((await signIn(openBrowser(), email, PASSWORD)).status).toBe(303);
	expect(await isSignedIn(opened[47]!.browser)).toBe(false);
	expect(await isSignedIn(used.browser)).toBe(true);
});

test('30 sign-ins at once to an account with 45 sessions leave 50, each of the 30 among them', async () => {
	const { id: userId } = await someone();
	await openSessions(userId, 45);
	const client = { address: '192.0.2.1', userAgent: 'Test/1.0' };
	const user = await getUser({ userId });
	const proof = { method: 'provider', provider: 'github' } as const;
	const signIns = Array.from({ length: 30 }, () =>
		db.transaction((tx) =>
			completeSignIn({ user, proof, newBrowser: false, client, now: new Date() }, tx)
		)
	);
	const tokens = (await Promise.all(signIns)).map((outcome) => outcome!.token);
	expect(await countSessions(userId)).toBe(50);
	const begun = inArray(sessions.id, tokens.map(hashToken));
	expect(await db.$count(sessions, begun)).toBe(30);
});

test('476 sign-ins with the right password come to 60, 50 sessions and one mail', async () => {
	const { id, email } = await someone();
	const statuses: number[] = [];
	while (statuses.length < 476) {
		const batch = Array.from({ length: 7 }, () => signIn(openBrowser(), email, PASSWORD));
		statuses.push(...(await Promise.all(batch)).map(({ status }) => status));
	}
	expect(statuses.filter((status) => status === 303)).toHaveLength(60);
	expect(statuses.filter((status) => status === 429)).toHaveLength(416);
	expect(await countSessions(id)).toBe(50);
	expect(await mailsTo(email)).toHaveLength(1);
});
