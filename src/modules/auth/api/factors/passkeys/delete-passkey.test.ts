import { eq } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { siteName } from '@/site';
import { connect, newClaims } from '$tests/providers';
import { openBrowser } from '$tests/app';
import { createAuthenticator } from '$tests/authenticator';
import { createUser } from '$tests/factories';
import { lastMailTo, mailsTo } from '$tests/mails';
import { openSession, PASSWORD } from '$tests/people';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { db } from '@/server/db/client';
import * as environment from '@/server/env';
import { hashToken } from '@/server/secrets';
import { passkeys } from '../../../models/z.passkey';
import { deleteConnection } from '../../connections/delete-connection';
import { deletePasskey } from './delete-passkey';

const client = { address: '203.0.113.7', userAgent: 'Test/1.0' };

/** Somebody with so many passkeys, signed in to two browsers. */
async function personWith(count: number, password?: string) {
	const user = await createUser(password ? { password } : {});
	const rows = Array.from({ length: count }, () => createAuthenticator().row(user));
	const added = await db.insert(passkeys).values(rows).returning();
	const owners = [];
	for (const browser of [openBrowser(), openBrowser()]) {
		const sessionId = hashToken(await openSession(user.id, browser));
		owners.push({ userId: user.id, sessionId });
	}
	const [owner, elsewhere] = owners as [(typeof owners)[0], (typeof owners)[0]];
	return { user, owner, elsewhere, ids: added.map(({ id }) => id), added };
}

const idsOf = async (userId: string) =>
	(await db.select().from(passkeys).where(eq(passkeys.userId, userId))).map(({ id }) => id);
const removals = async (userId: string) =>
	(await db.select().from(securityEvents).where(eq(securityEvents.userId, userId))).filter(
		({ type }) => type === 'passkey-removed'
	);
const refused = { ok: false, reason: 'last-way-in' };

afterEach(() => void vi.restoreAllMocks());

test('a passkey is removed, which the record keeps and the owner is told by mail', async () => {
	const { user, owner, ids, added } = await personWith(2);
	const result = await deletePasskey({ owner, id: ids[0]!, client });
	expect(result).toEqual({ ok: true, credentialId: added[0]!.credentialId });
	expect(await idsOf(user.id)).toEqual([ids[1]]);
	expect(await removals(user.id)).toMatchObject([{ method: 'Passkey', kind: 'security' }]);
	const mail = await lastMailTo(user.email);
	expect(mail.subject).toBe(`A passkey was removed from your ${siteName} account`);
	expect(mail.text).toContain('“Passkey”');
});

test("another person's passkey is as if it were not there", async () => {
	const { owner } = await personWith(2);
	const other = await personWith(2);
	for (const id of [other.ids[0]!, crypto.randomUUID(), '']) {
		expect(await deletePasskey({ owner, id, client })).toEqual({ ok: false, reason: 'none' });
	}
	expect(await idsOf(other.user.id)).toEqual(other.ids);
});

test('the last way in cannot be removed, whatever kind it is', async () => {
	const alone = await personWith(1);
	expect(await deletePasskey({ owner: alone.owner, id: alone.ids[0]!, client })).toEqual(refused);
	expect(await idsOf(alone.user.id)).toEqual(alone.ids);
	expect(await removals(alone.user.id)).toEqual([]);
	expect(await mailsTo(alone.user.email)).toEqual([]);

	const besides = await personWith(1, PASSWORD);
	expect(await deletePasskey({ owner: besides.owner, id: besides.ids[0]!, client })).toMatchObject({
		ok: true
	});

	const { user, owner, ids } = await personWith(1);
	await connect(user.id, newClaims());
	expect(await deleteConnection({ owner, provider: 'one', client })).toEqual({ ok: true });
	expect(await deletePasskey({ owner, id: ids[0]!, client })).toEqual(refused);
});

test('of the last two passkeys, removed from two browsers at once, one stays', async () => {
	const { user, owner, elsewhere, ids } = await personWith(2);
	const results = await Promise.all([
		deletePasskey({ owner, id: ids[0]!, client }),
		deletePasskey({ owner: elsewhere, id: ids[1]!, client })
	]);
	expect(results.filter(({ ok }) => ok)).toHaveLength(1);
	expect(results).toContainEqual(refused);
	expect(await idsOf(user.id)).toHaveLength(1);
	expect(await removals(user.id)).toHaveLength(1);
});

test('of the last passkey and the last provider, removed at once, one stays', async () => {
	const { user, owner, elsewhere, ids } = await personWith(1);
	await connect(user.id, newClaims());
	const results = await Promise.all([
		deletePasskey({ owner, id: ids[0]!, client }),
		deleteConnection({ owner: elsewhere, provider: 'one', client })
	]);
	expect(results.filter(({ ok }) => ok)).toHaveLength(1);
	expect(results).toContainEqual(refused);
});

test('one passkey removed twice at once is removed once', async () => {
	const { user, owner, elsewhere, ids } = await personWith(2);
	const results = await Promise.all(
		[owner, elsewhere].map((one) => deletePasskey({ owner: one, id: ids[0]!, client }))
	);
	expect(results.filter(({ ok }) => ok)).toHaveLength(1);
	expect(results).toContainEqual({ ok: false, reason: 'none' });
	expect(await removals(user.id)).toHaveLength(1);
});

test('where the site stands on a bare IP address, a passkey is no way in', async () => {
	const { user, owner } = await personWith(1);
	await connect(user.id, newClaims());
	const settings = environment.env();
	vi.spyOn(environment, 'env').mockReturnValue({ ...settings, passkeysAvailable: false });
	expect(await deleteConnection({ owner, provider: 'one', client })).toEqual(refused);
});

test('a session that has ended removes nothing', async () => {
	const { user, ids } = await personWith(2);
	const owner = { userId: user.id, sessionId: 'gone' };
	await expect(deletePasskey({ owner, id: ids[0]!, client })).rejects.toThrow();
	expect(await idsOf(user.id)).toEqual(ids);
});

test('what was made for another site before ORIGIN moved is no way in', async () => {
	const { user, owner, ids } = await personWith(2);
	await db.update(passkeys).set({ rpId: 'old.example' }).where(eq(passkeys.id, ids[1]!));
	expect(await deletePasskey({ owner, id: ids[0]!, client })).toEqual(refused);
	await db.update(passkeys).set({ rpId: 'localhost' }).where(eq(passkeys.id, ids[1]!));
	expect((await deletePasskey({ owner, id: ids[0]!, client })).ok).toBe(true);
	expect(await idsOf(user.id)).toEqual([ids[1]]);
});
