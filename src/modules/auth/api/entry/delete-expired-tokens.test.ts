import { eq, inArray, like } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { deleteExpiredLimits } from '$modules/limits/api/take-limits';
import { rateLimits } from '$modules/limits/models/z.rate-limit';
import { oauthTransactions } from '$modules/oauth/models/z.oauth-transaction';
import { createPasskeyRow, createUser } from '$tests/factories';
import { addApp } from '$tests/second-factor';
import { removedFactors } from '../../models/z.removed-factor';
import { sessions } from '../../models/z.session';
import { deleteExpiredSessions } from '../session/lucia';
import { signUps } from '../../models/z.sign-up';
import { tokens } from '../../models/z.token';
import { totps } from '../../models/z.totp';
import { trustedDevices } from '../../models/z.trusted-device';
import { usedChallenges } from '../../models/z.used-challenge';
import { keepRemovedFactor } from '../factors/removed/removed-factors';
import { deleteExpiredTokens } from './delete-expired-tokens';

const DAY = 24 * 60 * 60 * 1000;

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

test('housekeeping ends what is set up, trusted and kept of second factors, no app in use', async () => {
	const now = new Date();
	const { id: over } = await createUser();
	const { id: running } = await createUser();
	const { id: inUse } = await addApp(over, new Date(now.getTime() - 365 * DAY));
	const passkey = await createPasskeyRow({ userId: over });
	for (const [userId, at] of [
		[over, -1],
		[running, 60_000]
	] as const) {
		const until = { createdAt: now, expiresAt: new Date(now.getTime() + at) };
		await db.insert(totps).values({ userId, sealed: 'x', ...until });
		const device = { hash: userId, userAgent: '', rotatedAt: now };
		await db.insert(trustedDevices).values({ userId, ...device, ...until });
		const since = new Date(now.getTime() - 7 * DAY + at);
		await keepRemovedFactor({ userId, kind: 'passkey', rows: [passkey], now: since }, db);
	}
	await deleteExpiredTokens(now);
	for (const table of [trustedDevices, removedFactors]) {
		expect((await db.select().from(table)).map(({ userId }) => userId)).toEqual([running]);
	}
	const apps = await db
		.select()
		.from(totps)
		.where(inArray(totps.userId, [over, running]));
	const waiting = apps.find(({ userId }) => userId === running)!;
	expect(apps.map(({ id }) => id).sort()).toEqual([inUse, waiting.id].sort());
});

test('housekeeping takes a few rows a statement, however much has run out', async () => {
	const { id: userId } = await createUser();
	const long = new Date(Date.now() - 365 * DAY);
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
