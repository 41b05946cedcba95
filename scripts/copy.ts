/** `pnpm run db:copy FROM TO`: copies every row of one database into another, empty one. */
import { existsSync } from 'node:fs';
import { loadDotEnv } from '../src/lib/server/dot-env.ts';
import { copyDatabase } from './lib/copy-database.ts';
import { readSides, type Side } from './lib/copy-sides.ts';
import { lookAtMigrations } from './lib/look-at-migrations.ts';
import { openSide } from './lib/open-side.ts';
import { prepareSide } from './lib/prepare-side.ts';
import { runScript } from './lib/run-script.ts';

/** The migrations that FROM lacks; a file is not made. */
async function lackingIn(side: Side): Promise<string[]> {
	const { target } = side;
	if (target.kind === 'file' && !existsSync(target.path)) {
		throw new Error(`FROM: there is no file ${target.path}.`);
	}
	return lookAtMigrations(side);
}

await runScript(async () => {
	loadDotEnv();
	const sides = readSides(process.argv.slice(2));
	const lacking = await lackingIn(sides.from);
	if (lacking.length > 0) {
		throw new Error(`FROM lacks ${lacking.join(', ')}: run db:migrate on it first.`);
	}
	await prepareSide(sides.to);
	const [from, to] = [openSide(sides.from), openSide(sides.to)];
	const counts = await copyDatabase(from, to, console.log);
	// What is in the journal beside it comes into the file.
	if (to.protocol === 'file') await to.execute('pragma wal_checkpoint(truncate)');
	from.close();
	to.close();
	for (const [table, rows] of Object.entries(counts)) console.log(`${table}: ${rows}`);
	const total = Object.values(counts).reduce((sum, rows) => sum + rows, 0);
	console.log(`Copied ${total} rows. Each table has as many in TO as in FROM.`);
});
