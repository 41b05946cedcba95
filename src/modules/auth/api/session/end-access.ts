import { and, eq, ne } from 'drizzle-orm';
import type { Executor } from '@/server/db/create-db';
import { keptForms } from '../../models/z.kept-form';
import { pendingSignIns } from '../../models/z.pending-sign-in';
import { sessions } from '../../models/z.session';
import { trustedDevices } from '../../models/z.trusted-device';
import { users } from '../../models/z.user';
import { revokeTokens } from '../token/token-store';

/**
 * Ends the access that others may have to an account, in the transaction that makes it necessary:
 * every session, every sign-in that waits to become one, the trust in every browser, and what the
 * options name. It has to be at once, so that nothing of it is done in steps: each of these is bounded
 * where it is added (docs/security.md, "What one person can grow").
 */
export async function endAccess(
	access: {
		userId: string;
		/** The session that stays: that of the person who asks. */
		exceptSessionId?: string;
		/**
		 * Makes every browser a new one: only those that sign in from this moment on are known. For the
		 * one that asks see `keepKnownBrowser`.
		 */
		knownSince?: Date;
		/** Voids mailed links, see {@link revokeTokens}. */
		links?: boolean;
		/** Forgets what was typed into forms that had to wait. */
		keptForms?: boolean;
	},
	executor: Executor
): Promise<void> {
	const { userId, exceptSessionId, knownSince } = access;
	const isOther = exceptSessionId === undefined ? undefined : ne(sessions.id, exceptSessionId);
	await executor.delete(sessions).where(and(eq(sessions.userId, userId), isOther));
	await executor.delete(pendingSignIns).where(eq(pendingSignIns.userId, userId));
	await endTrust({ userId }, executor);
	if (knownSince) await executor.update(users).set({ knownSince }).where(eq(users.id, userId));
	if (access.links) await revokeTokens({ userId }, executor);
	if (access.keptForms) await executor.delete(keptForms).where(eq(keptForms.userId, userId));
}

/**
 * Ends the trust in every browser of an account, in the transaction that makes it necessary: what
 * others may hold of it must not outlast a new password, another factor or a code from the drawer.
 */
export const endTrust = async (
	{ userId }: { userId: string },
	executor: Executor
): Promise<void> => {
	await executor.delete(trustedDevices).where(eq(trustedDevices.userId, userId));
};
