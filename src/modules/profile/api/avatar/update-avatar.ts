import { eq } from 'drizzle-orm';
import { takeLimits } from '$modules/limits/api/take-limits';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { avatars } from '../../models/z.avatar';
import { avatarLimits, type AvatarProblem } from './avatar-limits';
import { encodeAvatar } from './encode-avatar';

export type UpdateAvatarResult = { ok: true; id: string } | ({ ok: false } & AvatarProblem);

/**
 * Gives a person another picture, under a new id; the bytes of the old one are deleted.
 * @param input.inTransaction writes in a transaction of the caller's, once the picture is read.
 * @throws TryLaterError 429 past the limit, 503 when too many pictures wait to be read.
 */
export async function updateAvatar(input: {
	userId: string;
	file: Blob;
	inTransaction?: (write: (tx: Executor) => Promise<void>) => Promise<void>;
}): Promise<UpdateAvatarResult> {
	const { userId, file, inTransaction = (write) => db.transaction(write) } = input;
	if (file.size > avatarLimits.upload) return { ok: false, reason: 'too-large' };
	await takeLimits([['avatar', userId]]);
	const encoded = await encodeAvatar(Buffer.from(await file.arrayBuffer()));
	if (!encoded.ok) return encoded;

	const id = crypto.randomUUID();
	await inTransaction(async (tx) => {
		await tx.delete(avatars).where(eq(avatars.userId, userId));
		await tx.insert(avatars).values({ id, userId, bytes: encoded.bytes, createdAt: new Date() });
	});
	return { ok: true, id };
}
