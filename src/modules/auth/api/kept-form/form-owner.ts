import { isSameSecret, keyedHash, keyedHashes } from '@/server/secrets';

const PURPOSE = 'form-owner';

/** Names a person in their own forms, to nobody but this server. */
export const formOwner = (userId: string) => keyedHash(PURPOSE, userId).slice(0, 32);

/** Whom of these people a form was made for, or `null`. */
export function findFormOwner(userIds: string[], owner: unknown): string | null {
	const isOwner = (userId: string) =>
		keyedHashes(PURPOSE, userId).some((hash) => isSameSecret(owner, hash.slice(0, 32)));
	return userIds.find(isOwner) ?? null;
}
