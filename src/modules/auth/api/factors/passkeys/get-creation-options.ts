import { eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { users } from '../../../models/z.user';
import { creationOptions, type CreationOptions } from '../webauthn/passkey-options';
import { listPasskeys, PASSKEYS_MAX } from './passkey-store';

/**
 * What a page of a signed-in person hands to the browser for making a passkey: all that the account
 * has are named, so that none is made twice.
 * @param input.startedAt when the session began.
 * @param input.isAutomatic lets one be made that nobody asked for (conditional create).
 * @returns `null` where this site can have no passkeys.
 */
export async function getCreationOptions(input: {
	user: { id: string; email: string; displayName: string | null };
	startedAt: Date;
	isAutomatic?: boolean;
}): Promise<CreationOptions | null> {
	const { user, startedAt, isAutomatic = false } = input;
	const { id: userId, email, displayName } = user;
	const row = await db
		.select({ handle: users.passkeyHandle })
		.from(users)
		.where(eq(users.id, userId))
		.get();
	if (!row?.handle) return null;
	const account = { handle: row.handle, email, displayName };
	const exclude = await listPasskeys({ userId });
	return creationOptions({ account, exclude, binding: { userId, startedAt }, isAutomatic });
}

/** Options where the account may have one more passkey, else `null`. */
export const whereThereIsRoom = (options: CreationOptions | null): CreationOptions | null =>
	(options?.excludeCredentials?.length ?? 0) < PASSKEYS_MAX ? options : null;
