/**
 * `pnpm run db:journal`: while a version is merged into a fork, writes the journal of migrations anew:
 * the version's first, the fork's own after them.
 */
import { readOptions } from './lib/read-options.ts';
import { runScript, UsageError } from './lib/run-script.ts';
import { writeJournalAnew } from './lib/write-journal-anew.ts';

const usage = `Usage: npx -y pnpm@12 db:journal [VERSION]
While a version is merged into your branch, or your branch is put on top of one (git merge, git rebase),
writes migrations/ anew: the version's migrations as they are, and yours after them under the next
numbers. Their text stays as it is, so that none is applied twice.
VERSION is a commit or tag, for a merge that is committed already; your migrations are HEAD's then.`;

await runScript(async () => {
	const { positionals } = readOptions(usage, { allowPositionals: true });
	if (positionals.length > 1) throw new UsageError(usage);
	const own = writeJournalAnew('.', positionals[0]);
	for (const tag of own) console.log(`Yours: ${tag}`);
	console.log(own.length > 0 ? 'Then: git add migrations' : 'You have none of your own.');
});
