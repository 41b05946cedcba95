import { and, asc, eq, or } from 'drizzle-orm';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { oauthAccounts } from '../../models/z.oauth-account';
import type { Identity } from '$modules/oauth/api/identity/provider';

export type ConnectionKey = Pick<Identity, 'provider' | 'issuer' | 'subject'>;

/** Connections of one identity; never found by an address. */
const sameIdentity = ({ provider, issuer, subject }: ConnectionKey) =>
	and(
		eq(oauthAccounts.provider, provider),
		eq(oauthAccounts.issuer, issuer),
		eq(oauthAccounts.subject, subject)
	);

/** - `elsewhere`: the identity is another account's; `another`: the account has one of this provider. */
export type ConnectionProblem = 'elsewhere' | 'another';

/**
 * Connects an identity to an account, in a transaction of the caller's. An account has at most one
 * connection a provider; connecting the same once more changes nothing.
 */
export async function createConnection(
	input: { userId: string; identity: ConnectionKey & { email: string | null }; now: Date },
	executor: Executor
): Promise<{ ok: true; created: boolean } | { ok: false; reason: ConnectionProblem }> {
	const { userId, identity, now } = input;
	const { provider, issuer, subject, email } = identity;
	const existing = await executor
		.select({
			userId: oauthAccounts.userId,
			issuer: oauthAccounts.issuer,
			subject: oauthAccounts.subject
		})
		.from(oauthAccounts)
		.where(
			or(
				sameIdentity(identity),
				and(eq(oauthAccounts.userId, userId), eq(oauthAccounts.provider, provider))
			)
		);
	if (existing.some((row) => row.userId !== userId)) return { ok: false, reason: 'elsewhere' };
	const [own] = existing;
	if (own) {
		const same = own.issuer === issuer && own.subject === subject;
		return same ? { ok: true, created: false } : { ok: false, reason: 'another' };
	}
	await executor
		.insert(oauthAccounts)
		.values({ provider, issuer, subject, userId, email, createdAt: now, lastUsedAt: now });
	return { ok: true, created: true };
}

/**
 * Whose account an identity is connected to, or `null`. Notes its use and the address it has at the
 * provider by now, which decides nothing.
 */
export async function touchConnection(
	{ identity, now }: { identity: Identity; now: Date },
	executor: Executor
): Promise<string | null> {
	const [connection] = await executor
		.update(oauthAccounts)
		.set({ lastUsedAt: now, email: identity.email })
		.where(sameIdentity(identity))
		.returning({ userId: oauthAccounts.userId });
	return connection?.userId ?? null;
}

/** A person's connections, oldest first. */
export async function listConnections({ userId }: { userId: string }, executor: Executor = db) {
	return executor
		.select({
			provider: oauthAccounts.provider,
			email: oauthAccounts.email,
			createdAt: oauthAccounts.createdAt,
			lastUsedAt: oauthAccounts.lastUsedAt
		})
		.from(oauthAccounts)
		.where(eq(oauthAccounts.userId, userId))
		.orderBy(asc(oauthAccounts.createdAt));
}
