/** `pnpm run db:copy FROM TO`: copies every row of one database into another, empty one. */
import { existsSync } from 'node:fs';
import { createClient } from '@libsql/client';
import { migrateDatabase } from '../src/lib/server/db/migrate-db.ts';
import { loadDotEnv } from '../src/lib/server/dot-env.ts';
import { StartupError } from '../src/lib/server/startup-error.ts';
import { answerInTime } from './lib/answer-in-time.ts';
import { copyDatabase } from './lib/copy-database.ts';
import { readSides, type Side } from './lib/copy-sides.ts';
import { lookAtMigrations } from './lib/look-at-migrations.ts';
import { runScript } from './lib/run-script.ts';

const open = ({ target, token }: Side) =>
	createClient({ url: target.url, authToken: token, intMode: 'bigint' });

/** The migrations that FROM lacks; a file is not made. */
async function lackingIn({ target, token }: Side): Promise<string[]> {
	if (target.kind === 'file' && !existsSync(target.path)) {
		throw new Error(`FROM: there is no file ${target.path}.`);
	}
	return lookAtMigrations({ target, token }).catch((error: unknown) => {
		throw new StartupError(`FROM: ${error instanceof Error ? error.message : String(error)}`);
	});
}

await runScript(async () => {
	loadDotEnv();
	const sides = readSides(process.argv.slice(2));
	const lacking = await lackingIn(sides.from);
	if (lacking.length > 0) {
		throw new Error(`FROM lacks ${lacking.join(', ')}: run db:migrate on it first.`);
	}
	await migrateDatabase(sides.to.url, sides.to.token);
	const from = answerInTime(open(sides.from), 'FROM');
	const to = answerInTime(open(sides.to), 'TO');
	const counts = await copyDatabase(from, to, console.log);
	// What is in the journal beside it comes into the file.
	if (to.protocol === 'file') await to.execute('pragma wal_checkpoint(truncate)');
	from.close();
	to.close();
	for (const [table, rows] of Object.entries(counts)) console.log(`${table}: ${rows}`);
	const total = Object.values(counts).reduce((sum, rows) => sum + rows, 0);
	console.log(`Copied ${total} rows. Each table has as many in TO as in FROM.`);
});
