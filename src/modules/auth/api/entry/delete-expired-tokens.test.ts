import { expect, test } from 'vitest';
import { db } from '@/server/db/client';
import { signUps } from '../../models/z.sign-up';
import { tokens } from '../../models/z.token';
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
