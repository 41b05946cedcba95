import { statSync } from 'node:fs';
import { asc, gt } from 'drizzle-orm';
import { parseDatabaseUrl } from '../../src/lib/server/database-url.ts';
import { createDb } from '../../src/lib/server/db/create-db.ts';
import type { Env } from '../../src/lib/server/env.ts';
import { isSealedAnew, unseal } from '../../src/lib/server/seal.ts';
import { totps } from '../../src/modules/auth/models/z.totp.ts';
import { storedKeys } from '../../src/modules/keys/models/z.stored-key.ts';
import { hint, ok, problem, type Finding } from './doctor-checks.ts';

/** Rows that are read at once. */
const PAGE = 500;

type Database = ReturnType<typeof createDb>;
type Count = { all: number; lost: number; old: number };

/**
 * Whether what outlives `AUTH_SECRET` can be read under it, or under the one before: the keys of apps
 * for codes, and that of recovery codes.
 * @param canAsk whether the database was found in order.
 */
export async function checkSecrets(env: Env, canAsk: boolean): Promise<Finding[]> {
	const target = parseDatabaseUrl(env.DATABASE_URL);
	const isMissing = target.kind === 'file' && !statSync(target.path, { throwIfNoEntry: false });
	if (!canAsk || isMissing) return [];
	const db = createDb(env.DATABASE_URL, env.DATABASE_AUTH_TOKEN);
	try {
		const keys = countSealed('stored-key', await listKeys(db));
		const apps: Count = { all: 0, lost: 0, old: 0 };
		for await (const page of listApps(db)) add(apps, countSealed('totp', page));
		return describe(apps, keys);
	} finally {
		db.$client.close();
	}
}

type Sealed = { context: string; sealed: string };

const listKeys = (db: Database): Promise<Sealed[]> =>
	db.select({ context: storedKeys.name, sealed: storedKeys.sealed }).from(storedKeys);

async function* listApps(db: Database): AsyncGenerator<Sealed[]> {
	for (let last = ''; ;) {
		const page = await db
			.select({ context: totps.id, sealed: totps.sealed })
			.from(totps)
			.where(gt(totps.id, last))
			.orderBy(asc(totps.id))
			.limit(PAGE);
		yield page;
		if (page.length < PAGE) return;
		last = page.at(-1)!.context;
	}
}

function countSealed(purpose: 'totp' | 'stored-key', rows: Sealed[]): Count {
	const opened = rows.map(({ context, sealed }) => ({
		lost: unseal(purpose, context, sealed) === null,
		isNew: isSealedAnew(purpose, sealed)
	}));
	const lost = opened.filter((one) => one.lost).length;
	const old = opened.filter((one) => !one.lost && !one.isNew).length;
	return { all: rows.length, lost, old };
}

function add(sum: Count, { all, lost, old }: Count): void {
	sum.all += all;
	sum.lost += lost;
	sum.old += old;
}

function describe(apps: Count, keys: Count): Finding[] {
	const findings: Finding[] = [];
	const back = 'Set AUTH_SECRET_PREVIOUS to the key that was in use before.';
	if (keys.lost > 0) {
		findings.push(
			problem(`The key of recovery codes cannot be read: none of them is right. ${back}`)
		);
	}
	if (apps.lost > 0) {
		const what =
			apps.lost === 1 ? '1 app for codes has a key' : `${apps.lost} apps for codes have keys`;
		findings.push(problem(`${what} that cannot be read: no code of theirs is right. ${back}`));
	}
	const old = apps.old + keys.old;
	if (old > 0) {
		findings.push(
			hint(
				`${old === 1 ? '1 secret is' : `${old} secrets are`} still kept under AUTH_SECRET_PREVIOUS. ` +
					'The server keeps them anew within an hour: do not change the key again before.'
			)
		);
	}
	if (findings.length > 0) return findings;
	return [ok(`Secrets can be read under AUTH_SECRET; apps for codes: ${apps.all}.`)];
}
