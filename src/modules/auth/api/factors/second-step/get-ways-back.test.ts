import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { createAuthenticator } from '$tests/authenticator';
import { createUser } from '$tests/factories';
import { connect, newClaims } from '$tests/providers';
import { addApp, addRecoveryCodes } from '$tests/second-factor';
import { db } from '@/server/db/client';
import { passkeys } from '../../../models/z.passkey';
import { recoveryCodes, shownRecoveryCodes } from '../../../models/z.recovery-code';
import { users } from '../../../models/z.user';
import { getSecondStepSettings } from './get-second-step-settings';
import { getWaysBack } from './get-ways-back';

type Has = { password?: boolean; keys?: ('synced' | 'bound')[]; provider?: 'own' | 'mailbox' };

/** Somebody with these ways in. */
async function person({ password = false, keys = [], provider }: Has) {
	const user = await createUser(password ? { password: 'lantern river quilt 58' } : {});
	for (const key of keys) {
		const row = createAuthenticator().row(user);
		const isBackedUp = key === 'synced';
		await db.insert(passkeys).values({ ...row, name: key, isBackedUp });
	}
	const email = provider === 'mailbox' ? user.email : 'somebody@elsewhere.example';
	if (provider) await connect(user.id, { ...newClaims(), email });
	return user;
}
type Person = Awaited<ReturnType<typeof person>>;

async function waysOf(user: Person) {
	const secondStep = await getSecondStepSettings({ userId: user.id });
	return getWaysBack({ user, secondStep });
}

/** The account's codes, of which so many are used, and which their owner has kept. */
async function keepCodes({ id }: Person, used = 0) {
	await addRecoveryCodes(id);
	await db.delete(shownRecoveryCodes).where(eq(shownRecoveryCodes.userId, id));
	const own = await db.select().from(recoveryCodes).where(eq(recoveryCodes.userId, id));
	for (const { hash } of own.slice(0, used)) {
		await db.update(recoveryCodes).set({ usedAt: new Date() }).where(eq(recoveryCodes.hash, hash));
	}
}

test('each way is named with what it falls together with', async () => {
	const user = await person({ password: true, keys: ['synced', 'bound'], provider: 'mailbox' });
	await addApp(user.id);
	await keepCodes(user, 3);
	const { first, second, missing } = await waysOf(user);
	expect(first).toEqual([
		{ kind: 'password' },
		{ kind: 'passkey', name: 'synced', isSynced: true },
		{ kind: 'passkey', name: 'bound', isSynced: false },
		{ kind: 'provider', name: expect.any(String), isMailbox: true },
		{ kind: 'mail' }
	]);
	expect(second).toEqual([
		{ kind: 'passkey', name: 'synced', isSynced: true },
		{ kind: 'passkey', name: 'bound', isSynced: false },
		{ kind: 'app' },
		{ kind: 'codes', left: 7 }
	]);
	expect(missing).toBeNull();
});

test.each<[string, Has, string | null]>([
	['a password, with the mailbox behind it', { password: true }, null],
	['a passkey', { keys: ['bound'] }, null],
	['an account elsewhere with another address', { provider: 'own' }, null],
	['an account elsewhere with the same address', { provider: 'mailbox' }, 'passkey'],
	['the mailbox alone', {}, 'passkey']
])('without a second step, with %s', async (_, has, missing) => {
	const ways = await waysOf(await person(has));
	expect(ways).toMatchObject({ second: [], missing });
});

test('a passkey that was made for another site is no way', async () => {
	const user = await person({ keys: ['synced'] });
	await db.update(passkeys).set({ rpId: 'old.example' }).where(eq(passkeys.userId, user.id));
	expect(await waysOf(user)).toMatchObject({ first: [{ kind: 'mail' }], missing: 'passkey' });
});

test('with a second step the codes decide: kept, few, used up, or never made', async () => {
	const never = await person({ keys: ['synced'] });
	await db.update(users).set({ factorRequiredAt: new Date() }).where(eq(users.id, never.id));
	expect(await waysOf(never)).toMatchObject({ missing: 'codes' });

	const states = [
		[7, null],
		[8, 'more-codes'],
		[9, 'more-codes'],
		[10, 'codes']
	] as const;
	for (const [used, missing] of states) {
		const user = await person({ keys: ['bound'] });
		await addApp(user.id);
		await keepCodes(user, used);
		expect([used, (await waysOf(user)).missing]).toEqual([used, missing]);
	}
});

test('a set that nobody has kept yet comes first, while it is shown and after', async () => {
	const user = await person({ keys: ['bound'] });
	await addApp(user.id);
	await addRecoveryCodes(user.id);
	expect((await waysOf(user)).missing).toBe('codes-kept');
	await db
		.update(shownRecoveryCodes)
		.set({ expiresAt: new Date(Date.now() - 1) })
		.where(eq(shownRecoveryCodes.userId, user.id));
	expect((await waysOf(user)).missing).toBe('codes-unkept');
});
