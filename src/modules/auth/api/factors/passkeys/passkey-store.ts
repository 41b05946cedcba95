import { asc, eq, sql } from 'drizzle-orm';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { passkeys } from '../../../models/z.passkey';
import { relyingParty } from '../webauthn/relying-party';

/** Passkeys that an account has at most. */
export const PASSKEYS_MAX = 20;

/** Whether a passkey opens anything here: one that was made before ORIGIN moved does not. */
export const isForThisSite = ({ rpId }: { rpId: string }): boolean =>
	rpId === '' || rpId === relyingParty()?.id;

/** A person's passkeys, oldest first. */
export const listPasskeys = ({ userId }: { userId: string }, executor: Executor = db) =>
	executor
		.select({
			id: passkeys.id,
			credentialId: passkeys.credentialId,
			rpId: passkeys.rpId,
			name: passkeys.name,
			transports: passkeys.transports,
			isSyncable: passkeys.isSyncable,
			isBackedUp: passkeys.isBackedUp,
			isAutomatic: passkeys.isAutomatic,
			createdAt: passkeys.createdAt,
			lastUsedAt: passkeys.lastUsedAt
		})
		.from(passkeys)
		.where(eq(passkeys.userId, userId))
		.orderBy(asc(passkeys.createdAt));

/** Notes when a passkey was used last. */
export const noteUse = ({ id, now }: { id: string; now: Date }, executor: Executor) =>
	executor.update(passkeys).set({ lastUsedAt: now }).where(eq(passkeys.id, id));

/** The query of what a passkey is called, for a statement that writes it down. */
export const passkeyName = (id: string) =>
	sql<string>`(select ${passkeys.name} from ${passkeys} where ${passkeys.id} = ${id})`;

export type ListedPasskey = Awaited<ReturnType<typeof listPasskeys>>[number];
