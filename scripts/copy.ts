/** `pnpm run db:copy FROM TO`: copies every row of one database into another, empty one. */
import { existsSync } from 'node:fs';
import { createClient } from '@libsql/client';
import { LOOK_MS } from '../src/lib/server/db/examine-database.ts';
import { explainFault } from '../src/lib/server/db/explain-fault.ts';
import { migrateDatabase } from '../src/lib/server/db/migrate-db.ts';
import { pendingMigrations } from '../src/lib/server/db/migrations.ts';
import { createServerClient } from '../src/lib/server/db/server-client.ts';
import { within } from '../src/lib/server/db/write-wait.ts';
import { loadDotEnv } from '../src/lib/server/dot-env.ts';
import { StartupError } from '../src/lib/server/startup-error.ts';
import { copyDatabase } from './lib/copy-database.ts';
import { readSides, usage, type Side } from './lib/copy-sides.ts';
import { runScript } from './lib/run-script.ts';

const open = ({ target, token }: Side) =>
	createClient({ url: target.url, authToken: token, intMode: 'bigint' });

/** The migrations that FROM lacks. A server may hang: it is asked for a few seconds; a file is not made. */
async function lackingIn(from: Side): Promise<string[]> {
	const { target, token } = from;
	if (target.kind === 'file' && !existsSync(target.path)) {
		throw new Error(`FROM: there is no file ${target.path}.`);
	}
	const client = target.kind === 'file' ? open(from) : createServerClient(target.url, token);
	try {
		return await within(LOOK_MS, () => pendingMigrations(client));
	} catch (error) {
		const explained = explainFault(error, target, { hasToken: Boolean(token) });
		throw new StartupError(`FROM: ${explained}`);
	} finally {
		client.close();
	}
}

await runScript(async () => {
	loadDotEnv();
	const sides = readSides(process.argv.slice(2));
	if (!sides) {
		console.log(usage);
		return;
	}
	const lacking = await lackingIn(sides.from);
	if (lacking.length > 0) {
		throw new Error(`FROM lacks ${lacking.join(', ')}: run db:migrate on it first.`);
	}
	await migrateDatabase(sides.to.url, sides.to.token);
	const [from, to] = [open(sides.from), open(sides.to)];
	const counts = await copyDatabase(from, to, console.log);
	// What is in the journal beside it comes into the file.
	if (to.protocol === 'file') await to.execute('pragma wal_checkpoint(truncate)');
	from.close();
	to.close();
	for (const [table, rows] of Object.entries(counts)) console.log(`${table}: ${rows}`);
	const total = Object.values(counts).reduce((sum, rows) => sum + rows, 0);
	console.log(`Copied ${total} rows. Each table has as many in TO as in FROM.`);
});
