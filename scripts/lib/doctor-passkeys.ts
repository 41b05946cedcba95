import { statSync } from 'node:fs';
import { count } from 'drizzle-orm';
import { parseDatabaseUrl } from '../../src/lib/server/database-url.ts';
import { createDb } from '../../src/lib/server/db/create-db.ts';
import type { Env } from '../../src/lib/server/env.ts';
import { passkeys } from '../../src/modules/auth/models/z.passkey.ts';
import { hint, ok, type Finding } from './doctor-checks.ts';

/**
 * Whether ORIGIN is a site that can have passkeys, and the one that those in the database were made
 * for: a passkey works for one name for ever, its RP id (WebAuthn, Level 3, section 5.1.2).
 * @param canAsk whether the database was found in order.
 */
export async function checkPasskeys(env: Env, canAsk: boolean): Promise<Finding[]> {
	const host = env.passkeysAvailable ? new URL(env.ORIGIN).hostname : null;
	const sites = canAsk ? await countSites(env) : [];
	const lost = sites.filter(({ site }) => site !== host);
	const findings = lost.map(({ site, amount }) =>
		hint(
			`${amount === 1 ? '1 passkey was' : `${amount} passkeys were`} made for ${site} and ` +
				`cannot be used at ${env.ORIGIN}. Set ORIGIN back, or tell people to sign in another way: ` +
				'a forgotten password is for them too.'
		)
	);
	if (!host) return [hint('ORIGIN is a bare IP address: passkeys are off.'), ...findings];
	if (!canAsk) return [ok(`Passkeys are made for ${host}.`)];
	const usable = sites.find(({ site }) => site === host)?.amount ?? 0;
	return [ok(`Passkeys are made for ${host}; ${usable} so far.`), ...findings];
}

/** How many passkeys there are for each site. */
async function countSites(env: Env): Promise<{ site: string; amount: number }[]> {
	const target = parseDatabaseUrl(env.DATABASE_URL);
	if (target.kind === 'file' && !statSync(target.path, { throwIfNoEntry: false })) return [];
	const db = createDb(env.DATABASE_URL, env.DATABASE_AUTH_TOKEN);
	try {
		const rows = db
			.select({ site: passkeys.rpId, amount: count() })
			.from(passkeys)
			.groupBy(passkeys.rpId);
		return (await rows).filter(({ site }) => site !== '');
	} finally {
		db.$client.close();
	}
}
