import { eq } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import { secrets, startAsBefore, startWith } from '$tests/auth-secret';
import { createUser } from '$tests/factories';
import { addApp } from '$tests/second-factor';
import { rotateKeys } from '$modules/admin/api/rotate-keys';
import { storedKeys } from '$modules/keys/models/z.stored-key';
import { removedFactors } from '$modules/auth/models/z.removed-factor';
import { totps } from '$modules/auth/models/z.totp';
import { db } from '@/server/db/client';
import { seal } from '@/server/seal';
import { keepRemovedFactor, restoreRemovedFactors } from '../factors/removed/removed-factors';
import { checkTotpCode } from '../factors/totp/totp-code';

const [first, second] = secrets;

afterEach(startAsBefore);

/** Somebody whose app is about to go, on a server with nothing but the first key. */
async function personWithApp() {
	startWith(first);
	await db.delete(storedKeys);
	await db.delete(removedFactors);
	const { id: userId } = await createUser();
	return { userId, app: await addApp(userId, new Date(Date.now() - 60_000)) };
}

const deleteApp = (userId: string) => db.delete(totps).where(eq(totps.userId, userId)).returning();

/** What the owner's link does. */
const bringBack = (userId: string, removedAt: Date) =>
	db.transaction((tx) =>
		restoreRemovedFactors({ userId, since: new Date(removedAt.getTime() - 1), now: new Date() }, tx)
	);

test('an app that a thief removed comes back whole after one change of the key that was rotated to its end', async () => {
	const { userId, app } = await personWithApp();
	const now = new Date();
	const rows = await deleteApp(userId);
	await keepRemovedFactor({ userId, kind: 'totp', rows, now }, db);

	startWith(second, first);
	const kinds = await rotateKeys();
	expect(kinds.filter(({ left, lost }) => left + lost > 0)).toEqual([]);
	// "Nothing is kept under AUTH_SECRET_PREVIOUS any more": it is given up.
	startWith(second);
	expect(await bringBack(userId, now)).toBe(1);
	const at = new Date();
	expect(await checkTotpCode({ userId, code: app.code(at), now: at })).toMatchObject({ ok: true });
});

test('an app that an earlier version kept, its secret sealed inside, comes back under the present key', async () => {
	const { userId, app } = await personWithApp();
	const now = new Date();
	const sealed = seal('removed-factor', userId, JSON.stringify(await deleteApp(userId)));
	const expiresAt = new Date(now.getTime() + 60_000);
	await db
		.insert(removedFactors)
		.values({ userId, kind: 'totp', sealed, removedAt: now, expiresAt });

	startWith(second, first);
	expect(await bringBack(userId, now)).toBe(1);
	startWith(second);
	const at = new Date();
	expect(await checkTotpCode({ userId, code: app.code(at), now: at })).toMatchObject({ ok: true });
});

test('an app whose secret cannot be opened is removed all the same, and good again with its key', async () => {
	const { userId, app } = await personWithApp();
	startWith(second);
	const now = new Date();
	await keepRemovedFactor({ userId, kind: 'totp', rows: await deleteApp(userId), now }, db);
	expect(await bringBack(userId, now)).toBe(1);
	const at = new Date();
	const given = { userId, code: app.code(at), now: at };
	expect(await checkTotpCode(given)).toMatchObject({ ok: false, reason: 'key-lost' });

	await keepRemovedFactor({ userId, kind: 'totp', rows: await deleteApp(userId), now }, db);
	startWith(second, first);
	expect(await bringBack(userId, now)).toBe(1);
	startWith(second);
	expect(await checkTotpCode(given)).toMatchObject({ ok: true });
});
