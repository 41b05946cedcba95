import { expect, test } from 'vitest';
import { limits } from '$modules/limits/api/limits';
import { db } from '@/server/db/client';
import { TryLaterError } from '@/server/request-errors';
import {
	restoreSecondStepTries,
	secondStepTries,
	settleSecondStepTries,
	withSecondStepTry
} from './second-step-tries';

type Account = { id: string; knownSince: Date | null };
const account = (knownSince: Date | null = null): Account => ({
	id: crypto.randomUUID(),
	knownSince
});
/** A browser that has signed in to accounts. */
const knownTo = (...accounts: Account[]) => ({
	browserId: crypto.randomUUID(),
	accounts: accounts.map(({ id }) => ({ userId: id, signedInAt: new Date() }))
});
const wrong = (tries: ReturnType<typeof secondStepTries>) =>
	withSecondStepTry(tries, async () => null);

/** Wrong codes until a limit refuses; past `most` there is none. */
async function wrongOnes(tries: ReturnType<typeof secondStepTries>, most = 200) {
	for (let taken = 0; taken < most; taken++) {
		const tried = await wrong(tries);
		if (!tried.ok) return { taken, by: tried.reached.name };
	}
	return { taken: most, by: null };
}

test('a sign-in that waits has five tries, and its account ten over several of them', async () => {
	const user = account();
	const signIn = (pendingId: string) => secondStepTries({ user, known: null, pendingId });
	expect(await wrongOnes(signIn('a'))).toEqual({ taken: 5, by: 'second-step-sign-in' });
	expect(await wrongOnes(signIn('b'))).toEqual({ taken: 5, by: 'second-step-sign-in' });
	expect(await wrongOnes(signIn('c'))).toEqual({ taken: 0, by: 'second-step' });
});

test('of fifty at the same moment ten are checked', async () => {
	const tries = secondStepTries({ user: account(), known: null });
	const all = await Promise.all(Array.from({ length: 50 }, () => wrong(tries)));
	expect(all.filter(({ ok }) => ok)).toHaveLength(limits['second-step'].points);
});

test('a browser that is known to the account has its own, whatever others did', async () => {
	const user = account();
	await wrongOnes(secondStepTries({ user, known: null }));
	const known = knownTo(user);
	expect(await wrongOnes(secondStepTries({ user, known }))).toMatchObject({ taken: 10 });
	expect(await wrongOnes(secondStepTries({ user, known: knownTo(account()) }))).toMatchObject({
		taken: 0
	});
	// Since its owner made every browser a new one, it is none of theirs any more.
	const later = { ...user, knownSince: new Date(Date.now() + 1) };
	expect(await wrongOnes(secondStepTries({ user: later, known }))).toMatchObject({ taken: 0 });
});

test('known browsers have a quarter of an hour each, and the day and the row together', async () => {
	const user = account();
	const tries = Array.from({ length: 4 }, () => secondStepTries({ user, known: knownTo(user) }));
	const taken = [];
	for (const one of tries) taken.push((await wrongOnes(one)).taken);
	expect(taken).toEqual([10, 10, 10, 0]);
	const stranger = secondStepTries({ user, known: null });
	expect(await wrongOnes(stranger)).toMatchObject({ taken: 10 });
	const rows = new Set(tries.map(({ inARow }) => inARow[1]));
	expect([rows.size, rows.has(stranger.inARow[1])]).toEqual([1, false]);
});

test('a right code costs nothing and ends the row; a fault of ours costs nothing', async () => {
	const tries = secondStepTries({ user: account(), known: null, pendingId: 'd' });
	for (let round = 0; round < 12; round++) {
		expect(await wrong(tries)).toMatchObject({ ok: true });
		await db.transaction((tx) => settleSecondStepTries(tries, tx));
		expect(await wrong(tries)).toMatchObject({ ok: true });
		await restoreSecondStepTries(tries);
	}
	const busy = () => Promise.reject(new TryLaterError(503, 1, 'busy'));
	await expect(withSecondStepTry(tries, busy)).rejects.toThrow('busy');
	expect(await wrongOnes(tries)).toEqual({ taken: 5, by: 'second-step-sign-in' });
});
