import { createClient } from '@libsql/client';
import { eq } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { takeLimits } from '$modules/limits/api/take-limits';
import { db } from '@/server/db/client';
import { TryLaterError } from '@/server/request-errors';
import { openBrowser } from '$tests/app';
import { createUser } from '$tests/factories';
import { newAddress, PASSWORD, signIn } from '$tests/people';
import * as hashing from '../password/password-hash';

const WRONG = 'not the password';
const someone = () => createUser({ email: newAddress(), password: PASSWORD });
const recordOf = async (userId: string) =>
	(await db.select().from(securityEvents).where(eq(securityEvents.userId, userId))).map(
		({ type, method }) => `${type} ${method}`
	);

/** Whatever waits behind an answer is written by then. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 100));

/** How often the database is asked to write while `work` runs, and after its answer. */
async function writesOf(work: () => Promise<Response>) {
	const { $client } = db;
	const ways = [
		vi.spyOn($client, 'batch'),
		vi.spyOn($client, 'transaction'),
		vi.spyOn($client, 'execute')
	] as const;
	const count = () =>
		ways[0].mock.calls.length +
		ways[1].mock.calls.length +
		ways[2].mock.calls.filter(([query]) => !/^\s*select/i.test(sqlOf(query))).length;
	const { status } = await work();
	const before = count();
	await settle();
	const behind = count() - before;
	vi.restoreAllMocks();
	return { status, before, behind };
}

const sqlOf = (query: unknown) =>
	typeof query === 'string' ? query : (query as { sql: string }).sql;

afterEach(() => void vi.restoreAllMocks());

test('a wrong password costs one commit before the answer and none behind it, whoever is meant', async () => {
	const user = await someone();
	const passwordless = await createUser({ email: newAddress() });
	for (const email of [user.email, newAddress(), passwordless.email]) {
		const writes = await writesOf(() => signIn(openBrowser(), email, WRONG));
		expect(writes).toEqual({ status: 400, before: 1, behind: 0 });
	}
	expect(await recordOf(user.id)).toEqual(['sign-in-failed password']);
	expect(await recordOf(passwordless.id)).toEqual([]);
});

test('a try past the limit is in no record', async () => {
	const user = await someone();
	for (let i = 0; i < 12; i++) await signIn(openBrowser(), user.email, WRONG);
	expect(await recordOf(user.id)).toHaveLength(10);
});

test('a right password leaves one entry: that of the sign-in', async () => {
	const user = await someone();
	const { status, before } = await writesOf(() => signIn(openBrowser(), user.email, PASSWORD));
	expect(status).toBe(303);
	expect(before).toBe(2);
	expect(await recordOf(user.id)).toEqual(['signed-in password']);
});

test('one account is signed in to 60 times in 15 minutes from new browsers, and its owner goes on', async () => {
	const user = await someone();
	const own = openBrowser();
	await signIn(own, user.email, PASSWORD);
	await own.post('/sign-out');
	const statuses = [];
	for (let i = 0; i < 60; i++) {
		statuses.push((await signIn(openBrowser(), user.email, PASSWORD)).status);
	}
	expect(statuses).toEqual([...Array(59).fill(303), 429]);
	expect((await signIn(own, user.email, PASSWORD)).status).toBe(303);
});

test('an address without an account is refused after as many, so that the limit tells nothing', async () => {
	const email = newAddress();
	for (let i = 0; i < 60; i++) await takeLimits([['sign-ins-account', email]]);
	expect((await signIn(openBrowser(), email, PASSWORD)).status).toBe(429);
});

test('a try that could not be checked comes back, and leaves no entry', async () => {
	const user = await someone();
	vi.spyOn(hashing, 'verifyPassword').mockRejectedValueOnce(new TryLaterError(503, 2, 'full'));
	expect((await signIn(openBrowser(), user.email, PASSWORD)).status).toBe(503);
	await settle();
	expect(await recordOf(user.id)).toEqual([]);
	for (let i = 0; i < 9; i++) await takeLimits([['sign-in-account', user.email]]);
	expect((await signIn(openBrowser(), user.email, PASSWORD)).status).toBe(303);
});

test('a right password that meets a locked database gets its tries back when that is over', async () => {
	const user = await someone();
	for (let i = 0; i < 9; i++) await takeLimits([['sign-in-account', user.email]]);
	const other = createClient({ url: process.env.DATABASE_URL! });
	const { verifyPassword } = hashing;
	let unlock = async () => {};
	vi.spyOn(hashing, 'verifyPassword').mockImplementationOnce(async (...input) => {
		const lock = await other.transaction('write');
		unlock = () => lock.rollback();
		return verifyPassword(...input);
	});
	expect((await signIn(openBrowser(), user.email, PASSWORD)).status).toBe(503);
	await unlock();
	other.close();
	await vi.waitFor(async () => expect(await recordOf(user.id)).toEqual([]), { timeout: 10_000 });
	expect((await signIn(openBrowser(), user.email, PASSWORD)).status).toBe(303);
});
