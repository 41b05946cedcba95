import { eq } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { db } from '@/server/db/client';
import { users } from '$modules/auth/models/z.user';
import { createUser } from '$tests/factories';
import { avatars } from '../../models/z.avatar';
import { deleteAvatar, getAvatar } from './avatar-store';
import { getVisibleAvatar } from './get-visible-avatar';
import { flat } from './pictures.fixture';
import { updateAvatar } from './update-avatar';

const picture = async (background?: string) =>
	new Blob([new Uint8Array(await flat(40, 40, background).png().toBuffer())]);

async function upload(userId: string, file?: Blob): Promise<string> {
	const result = await updateAvatar({ userId, file: file ?? (await picture()) });
	if (!result.ok) throw new Error(result.reason);
	return result.id;
}

it('is one for each person, under another id each time, and the old bytes are gone', async () => {
	const [one, other] = [await createUser(), await createUser()];
	const kept = await upload(other.id);
	const first = await upload(one.id);
	const second = await upload(one.id, await picture('#f00'));
	expect(new Set([kept, first, second]).size).toBe(3);
	const rows = await db.select({ id: avatars.id }).from(avatars);
	expect(rows.map(({ id }) => id).sort()).toEqual([kept, second].sort());
	expect(await getVisibleAvatar({ id: first, viewerId: one.id })).toBeNull();
});

it('stays as it was when a file is refused', async () => {
	const { id: userId } = await createUser();
	const id = await upload(userId);
	const tooLarge = new Blob([new Uint8Array(5 * 1024 * 1024 + 1)]);
	expect(await updateAvatar({ userId, file: tooLarge })).toEqual({
		ok: false,
		reason: 'too-large'
	});
	const html = new File(['<!doctype html>'], 'me.png', { type: 'image/png' });
	expect(await updateAvatar({ userId, file: html })).toEqual({ ok: false, reason: 'unsupported' });
	expect(await getAvatar({ userId })).toMatchObject({ id });
});

it('is one when several are uploaded at once', async () => {
	const { id: userId } = await createUser();
	const ids = await Promise.all(Array.from({ length: 8 }, () => upload(userId)));
	expect(await db.$count(avatars, eq(avatars.userId, userId))).toBe(1);
	expect(ids).toContain((await getAvatar({ userId }))?.id);
});

it('is removed by its owner, and with the account', async () => {
	const [one, other] = [await createUser(), await createUser()];
	await upload(one.id);
	await upload(other.id);
	await deleteAvatar({ userId: one.id });
	expect(await getAvatar({ userId: one.id })).toBeNull();
	expect(await getAvatar({ userId: other.id })).not.toBeNull();
	await db.delete(users).where(eq(users.id, other.id));
	expect(await getAvatar({ userId: other.id })).toBeNull();
	await deleteAvatar({ userId: one.id });
});

it('is limited to 60 an hour', async () => {
	const { id: userId } = await createUser();
	const file = new Blob(['no picture']);
	for (let index = 0; index < 60; index += 1) await updateAvatar({ userId, file });
	await expect(updateAvatar({ userId, file })).rejects.toMatchObject({ status: 429 });
});

it('is for everybody where the profile is public, else for its owner alone', async () => {
	const secret = await createUser({ profile: { visibility: 'private' } });
	const open = await createUser({ profile: { visibility: 'public' } });
	const [hidden, shown] = [await upload(secret.id), await upload(open.id)];
	for (const viewerId of [null, open.id]) {
		expect(await getVisibleAvatar({ id: hidden, viewerId })).toBeNull();
		expect(await getVisibleAvatar({ id: shown, viewerId })).toMatchObject({ isPublic: true });
	}
	const own = await getVisibleAvatar({ id: hidden, viewerId: secret.id });
	expect(own).toMatchObject({ isPublic: false });
	expect(await getVisibleAvatar({ id: 'unknown', viewerId: open.id })).toBeNull();
});
