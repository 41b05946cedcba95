import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { openBrowser } from '$tests/app';
import { createUser } from '$tests/factories';
import { lastMailTo, mailsTo } from '$tests/mails';
import { givePasskey } from '$tests/passkeys';
import { newAddress, PASSWORD, signIn } from '$tests/people';
import { listEvents } from '$modules/activity/api/list-events';
import { db } from '@/server/db/client';
import { users } from '../../models/z.user';
import { requireFactor } from './require-factor';

const client = { address: '192.0.2.1', userAgent: 'Test/1.0' };

test('is said once, in the record and by mail, in the words of what the account has', async () => {
	const [bare, equipped] = [newAddress(), newAddress()];
	const { id } = await createUser({ email: bare });
	const other = await createUser({ email: equipped });
	await givePasskey(other);
	const now = new Date();
	expect(await requireFactor({ userId: id, client, now })).toBe(true);
	expect(await requireFactor({ userId: id, client })).toBe(false);
	expect(await requireFactor({ userId: other.id, client })).toBe(true);

	const row = await db.select().from(users).where(eq(users.id, id)).get();
	expect(row?.factorRequiredAt).toEqual(now);
	expect((await listEvents({ userId: id })).events.map(({ type }) => type)).toEqual([
		'factor-required'
	]);
	expect((await lastMailTo(bare)).text).toContain('It has none yet.');
	expect(await mailsTo(bare)).toHaveLength(1);
	expect((await lastMailTo(equipped)).text).toContain('nothing that you have to do');
});

test('makes a password beside a passkey no way round: it leads to the second step', async () => {
	const email = newAddress();
	const user = await createUser({ email, password: PASSWORD });
	await givePasskey(user);
	await requireFactor({ userId: user.id, client });
	const answer = await signIn(openBrowser(), email, PASSWORD);
	expect(answer.headers.get('location')).toMatch(/^\/sign-in\/second-factor/);
});

test('of an account that is not there says so', async () => {
	expect(await requireFactor({ userId: crypto.randomUUID(), client })).toBe(false);
});
