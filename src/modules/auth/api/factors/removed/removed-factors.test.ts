import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { db } from '@/server/db/client';
import { createPasskeyRow, createUser, passkeyRow } from '$tests/factories';
import { addApp, addRecoveryCodes } from '$tests/second-factor';
import { passkeys, type Passkey } from '../../../models/z.passkey';
import { recoveryCodes } from '../../../models/z.recovery-code';
import { removedFactors } from '../../../models/z.removed-factor';
import { totps } from '../../../models/z.totp';
import { users } from '../../../models/z.user';
import { deleteRecoveryCodes } from '../recovery-codes/recovery-code-store';
import { checkTotpCode } from '../totp/totp-code';
import { REMOVED_MAX } from './drop-youngest';
import { keepRemovedFactor, restoreRemovedFactors } from './removed-factors';

const DAY = 24 * 60 * 60 * 1000;
const now = new Date();
const ago = (days: number) => new Date(now.getTime() - days * DAY);

const restore = (userId: string, since: Date, at = now) =>
	db.transaction((tx) => restoreRemovedFactors({ userId, since, now: at }, tx));

/** Removes a passkey as the owner's page does. */
async function removePasskey(passkey: Passkey, at = now) {
	const { userId } = passkey;
	await keepRemovedFactor({ userId, kind: 'passkey', rows: [passkey], now: at }, db);
	await db.delete(passkeys).where(eq(passkeys.id, passkey.id));
}

async function removeApp(userId: string, at = now) {
	const rows = await db.delete(totps).where(eq(totps.userId, userId)).returning();
	await keepRemovedFactor({ userId, kind: 'totp', rows, now: at }, db);
}

const switchTo = async (userId: string, asksSecondStep: boolean, at: Date) => {
	const rows = [{ asksSecondStep: !asksSecondStep }];
	await keepRemovedFactor({ userId, kind: 'second-step', rows, now: at }, db);
	await db.update(users).set({ asksSecondStep }).where(eq(users.id, userId));
};
const isOn = async (userId: string) =>
	(await db.select().from(users).where(eq(users.id, userId)).get())?.asksSecondStep;

test('a passkey, an app and codes come back to the last column', async () => {
	const { id: userId } = await createUser();
	const passkey = await createPasskeyRow({
		userId,
		createdAt: ago(20),
		lastUsedAt: ago(9),
		counter: 7,
		transports: ['usb', 'new kind']
	});
	const app = await addApp(userId, ago(20));
	const [totp] = await db.select().from(totps).where(eq(totps.userId, userId));
	await addRecoveryCodes(userId, ago(20));
	const codes = await db.select().from(recoveryCodes).where(eq(recoveryCodes.userId, userId));
	await removePasskey(passkey);
	await removeApp(userId);
	await deleteRecoveryCodes({ userId, now }, db);
	expect(await db.$count(recoveryCodes, eq(recoveryCodes.userId, userId))).toBe(0);

	expect(await restore(userId, ago(1))).toBe(3);
	expect(await db.select().from(passkeys).where(eq(passkeys.userId, userId))).toEqual([passkey]);
	expect(await db.select().from(totps).where(eq(totps.userId, userId))).toEqual([totp]);
	const back = await db.select().from(recoveryCodes).where(eq(recoveryCodes.userId, userId));
	expect(back).toHaveLength(10);
	expect(back).toEqual(expect.arrayContaining(codes));
	expect(await checkTotpCode({ userId, code: app.code(now), now })).toMatchObject({ ok: true });
	expect(await db.$count(removedFactors, eq(removedFactors.userId, userId))).toBe(0);
});

test('what went before the moment stays away, and so does what came after it', async () => {
	const { id: userId } = await createUser();
	const row = { userId, createdAt: ago(20) };
	await removePasskey(await createPasskeyRow({ ...row, name: 'Gone before' }), ago(3));
	await removePasskey(await createPasskeyRow({ ...row, name: 'Of the thief', createdAt: ago(1) }));
	await removePasskey(await createPasskeyRow({ ...row, name: 'Own' }));
	expect(await restore(userId, ago(2))).toBe(1);
	const left = await db.select().from(passkeys).where(eq(passkeys.userId, userId));
	expect(left.map(({ name }) => name)).toEqual(['Own']);
	// An owner of before can go further back.
	expect(await restore(userId, ago(4))).toBe(1);
});

test('after seven days nothing comes back', async () => {
	const { id: userId } = await createUser();
	await removePasskey(await createPasskeyRow({ userId, createdAt: ago(20) }));
	expect(await restore(userId, ago(1), new Date(now.getTime() + 7 * DAY + 1))).toBe(0);
	expect(await db.$count(passkeys, eq(passkeys.userId, userId))).toBe(0);
});

test('an app that never had its first code does not come back', async () => {
	const { id: userId } = await createUser();
	const { id } = await addApp(userId, ago(20));
	await db.update(totps).set({ confirmedAt: null }).where(eq(totps.id, id));
	await removeApp(userId);
	expect(await restore(userId, ago(1))).toBe(0);
});

test('the switch goes back to what it was at the moment, however often it was turned', async () => {
	const { id: off } = await createUser();
	const { id: on } = await createUser();
	await db.update(users).set({ asksSecondStep: true }).where(eq(users.id, on));
	for (const [day, value] of [
		[3, false],
		[2, true],
		[1, false]
	] as const) {
		await switchTo(on, value, ago(day));
		await switchTo(off, !value, ago(day));
	}
	expect([await isOn(on), await isOn(off)]).toEqual([false, true]);
	expect(await restore(on, ago(3.5))).toBe(1);
	await restore(off, ago(3.5));
	expect([await isOn(on), await isOn(off)]).toEqual([true, false]);
});

test('is kept unreadable, and opens for its own account alone', async () => {
	const { id: userId } = await createUser();
	const { id: other } = await createUser();
	const passkey = await createPasskeyRow({ userId, createdAt: ago(20) });
	await removePasskey(passkey);
	const [kept] = await db.select().from(removedFactors).where(eq(removedFactors.userId, userId));
	expect(Buffer.from(kept!.sealed, 'base64url').toString('latin1')).not.toContain(
		passkey.credentialId
	);
	await db.update(removedFactors).set({ userId: other }).where(eq(removedFactors.id, kept!.id));
	expect(await restore(other, ago(1))).toBe(0);
	const back = eq(passkeys.credentialId, passkey.credentialId);
	expect(await db.$count(passkeys, back)).toBe(0);
});

test('whoever adds and removes their own in a row does not push the owner’s out', async () => {
	const { id: userId } = await createUser();
	const own = await createPasskeyRow({ userId, name: 'Own', createdAt: ago(20) });
	const thiefs = Array.from(
		{ length: REMOVED_MAX + 5 },
		() => ({ id: crypto.randomUUID(), ...passkeyRow({ userId, createdAt: ago(1) }) }) as Passkey
	);
	for (const passkey of thiefs.slice(0, REMOVED_MAX)) await removePasskey(passkey);
	await removePasskey(own);
	for (const passkey of thiefs.slice(REMOVED_MAX)) await removePasskey(passkey);
	expect(await db.$count(removedFactors, eq(removedFactors.userId, userId))).toBe(REMOVED_MAX);
	expect(await restore(userId, ago(2))).toBe(1);
	const left = await db.select().from(passkeys).where(eq(passkeys.userId, userId));
	expect(left.map(({ name }) => name)).toEqual(['Own']);
});
