import type { Executor } from '@/server/db/create-db';
import { pendingConnections } from '../../models/z.pending-connection';
import type { Identity } from '$modules/oauth/api/identity/provider';
import { lifetimes } from '$modules/limits/api/lifetimes';

/**
 * Keeps an identity until its address is proved or the address's owner has signed in.
 * @param input.id that of the transaction it came from, whose cookie binds it to the browser.
 */
export async function createPendingConnection(
	input: { id: string; identity: Identity; redirectTo: string; now: Date },
	executor: Executor
): Promise<void> {
	const { id, identity, redirectTo, now } = input;
	const { provider, issuer, subject, email, displayName } = identity;
	await executor.insert(pendingConnections).values({
		id,
		provider,
		issuer,
		subject,
		email,
		emailVerified: email !== null && identity.emailVerified,
		displayName,
		redirectTo,
		createdAt: now,
		expiresAt: new Date(now.getTime() + lifetimes.pendingIdentity)
	});
}
