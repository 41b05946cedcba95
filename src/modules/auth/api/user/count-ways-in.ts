import { and, eq, inArray, sql } from 'drizzle-orm';
import { unionAll } from 'drizzle-orm/sqlite-core';
import { getProvider } from '$modules/oauth/api/get-provider';
import type { Executor } from '@/server/db/create-db';
import { env } from '@/server/env';
import { oauthAccounts } from '../../models/z.oauth-account';
import { passkeys } from '../../models/z.passkey';
import { passwords } from '../../models/z.password';

/** A way in that is about to be taken away. */
type Taken = { provider: string } | { passkeyId: string };

/**
 * In how many ways an account can be signed in to: by its password, each passkey and each provider. A
 * connection to a provider that is not configured (any more) is none, nor are passkeys where the site
 * stands on a bare IP address, or those made for another site before ORIGIN moved. Run it in the
 * transaction that takes one away.
 * @param input.without is not counted.
 */
export async function countWaysIn(
	{ userId, without }: { userId: string; without?: Taken },
	executor: Executor
): Promise<number> {
	const { hostname: here } = new URL(env().ORIGIN);
	const ways = await unionAll(
		executor
			.select({ kind: sql<Kind>`'password'`, which: passwords.userId })
			.from(passwords)
			.where(eq(passwords.userId, userId)),
		executor
			.select({ kind: sql<Kind>`'passkey'`, which: passkeys.id })
			.from(passkeys)
			.where(and(eq(passkeys.userId, userId), inArray(passkeys.rpId, ['', here]))),
		executor
			.select({ kind: sql<Kind>`'provider'`, which: oauthAccounts.provider })
			.from(oauthAccounts)
			.where(eq(oauthAccounts.userId, userId))
	);
	const taken = { provider: '', passkeyId: '', ...without };
	const opens: Record<Kind, (which: string) => boolean> = {
		password: () => true,
		passkey: (id) => id !== taken.passkeyId && env().passkeysAvailable,
		provider: (id) => id !== taken.provider && getProvider(id) !== null
	};
	return ways.filter(({ kind, which }) => opens[kind](which)).length;
}

type Kind = 'password' | 'passkey' | 'provider';
