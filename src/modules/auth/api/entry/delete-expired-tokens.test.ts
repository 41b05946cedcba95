import { eq, like } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { deleteExpiredLimits } from '$modules/limits/api/take-limits';
import { rateLimits } from '$modules/limits/models/z.rate-limit';
import { oauthTransactions } from '$modules/oauth/models/z.oauth-transaction';
import { createUser } from '$tests/factories';
import { sessions } from '../../models/z.session';
import { deleteExpiredSessions } from '../session/lucia';
import { signUps } from '../../models/z.sign-up';
import { tokens } from '../../models/z.token';
import { usedChallenges } from '../../models/z.used-challenge';
import { deleteExpiredTokens } from './delete-expired-tokens';

test('housekeeping removes pending sign-ups and links whose time is over, and no others', async () => {
	const now = new Date();
	const at = (ms: number) => new Date(now.getTime() + ms);
	const dates = { over: at(-1), running: at(60_000) };
	for (const [id, expiresAt] of Object.entries(dates)) {
		const email = `${id}@example.com`;
		await db
			.insert(signUps)
			.values({ id, email, passwordHash: '', redirectTo: '/', createdAt: now, expiresAt });
		await db.insert(tokens).values({
			hash: `of ${id}`,
			purpose: 'sign-up-link',
			signUpId: id,
			email,
			createdAt: now,
			expiresAt: dates.running
		});
		await db
			.insert(tokens)
			.values({ hash: id, purpose: 'password-reset', email, createdAt: now, expiresAt });
	}
	await deleteExpiredTokens(now);
	expect((await db.select().from(signUps)).map(({ id }) => id)).toEqual(['running']);
	const left = (await db.select().from(tokens)).map(({ hash }) => hash);
	expect(left.sort()).toEqual(['of running', 'running']);
});

test('housekeeping forgets a challenge that was used up once it is too old, and no sooner', async () => {
	const now = new Date();
	const at = (ms: number) => new Date(now.getTime() + ms);
	await db.insert(usedChallenges).values([
		{ id: 'over', expiresAt: at(-1) },
		{ id: 'running', expiresAt: at(60_000) }
	]);
	await deleteExpiredTokens(now);
	expect((await db.select().from(usedChallenges)).map(({ id }) => id)).toEqual(['running']);
});

test('housekeeping takes a few rows a statement, however much has run out', async () => {
	const { id: userId } = await createUser();
	const long = new Date(Date.now() - 365 * 24 * 60 * 60 * 1000);
	const ids = Array.from({ length: 130 }, (_, index) => `over ${index}`);
	const dates = { createdAt: long, expiresAt: long };
	const token = { purpose: 'email-change', userId, email: 'a@b.example', ...dates } as const;
	await db.insert(tokens).values(ids.map((hash) => ({ hash, ...token })));
	const way = { provider: 'one', purpose: 'sign-in', redirectTo: '/', ...dates } as const;
	await db.insert(oauthTransactions).values(ids.map((id) => ({ id, ...way })));
	await db.insert(rateLimits).values(ids.map((key) => ({ key, points: 1, expire: long })));
	const used = { createdAt: long, lastUsedAt: long, confirmedAt: long };
	const session = { userId, method: 'password', userAgent: '', ...used } as const;
	await db.insert(sessions).values(ids.map((id) => ({ id, ...session })));

	const execute = vi.spyOn(db.$client, 'execute');
	for (const purge of [deleteExpiredTokens, deleteExpiredLimits, deleteExpiredSessions]) {
		await purge();
	}
	const results = await Promise.all(execute.mock.results.map(({ value }) => value));
	const taken = results.map(({ rowsAffected }) => Number(rowsAffected));
	expect(Math.max(...taken)).toBe(50);
	expect(await db.$count(tokens, eq(tokens.userId, userId))).toBe(0);
	expect(await db.$count(oauthTransactions, like(oauthTransactions.id, 'over %'))).toBe(0);
	expect(await db.$count(rateLimits, like(rateLimits.key, 'over %'))).toBe(0);
	expect(await db.$count(sessions, eq(sessions.userId, userId))).toBe(0);
});
