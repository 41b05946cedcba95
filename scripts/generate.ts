/** `pnpm generate`: writes into the documents what they have from the code. */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { generatedParts, withParts } from './lib/generated-parts.ts';
import { runScript } from './lib/run-script.ts';

const usage =
	'Usage: node scripts/generate.ts\nWrites into docs/*.md what they have from the code.';

await runScript(async () => {
	const args = process.argv.slice(2).filter((argument) => argument !== '--');
	const { values } = parseArgs({ args, options: { help: { type: 'boolean' } } });
	if (values.help) return console.log(usage);
	for (const [file, parts] of Object.entries(generatedParts)) {
		const before = readFileSync(file, 'utf8');
		const after = withParts(before, parts);
		if (after !== before) writeFileSync(file, after);
		console.log(`${file}: ${after === before ? 'as it was' : 'written'}`);
	}
});
