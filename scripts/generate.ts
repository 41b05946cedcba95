/**
 * `pnpm generate`: writes into the documents what they have from the code.
 * `pnpm generate feature NAME`: begins a feature of one's own.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { generateFeature } from './lib/generate-feature.ts';
import { generatedParts, withParts } from './lib/generated-parts.ts';
import { readOptions } from './lib/read-options.ts';
import { runScript, UsageError } from './lib/run-script.ts';

const usage = `Usage: npx -y pnpm@12 generate
         writes into docs/*.md what they have from the code
       npx -y pnpm@12 generate feature NAME [--one WORD]
         begins a feature by the pattern of examples/notes. NAME is the word for many ("bookmarks");
         WORD, the word for one, is it without its last s unless said.`;

await runScript(async () => {
	const options = { one: { type: 'string' } } as const;
	const { values, positionals } = readOptions(usage, { options, allowPositionals: true });
	const [what, many, ...rest] = positionals;
	if (what === undefined && values.one === undefined) return writeDocuments();
	if (what !== 'feature' || many === undefined || rest.length > 0) throw new UsageError(usage);
	const created = await generateFeature({ many, one: values.one ?? many.replace(/s$/, '') });
	console.log(`${created.join('\n')}\nand its migration. docs/extending.md says how to go on.`);
});

function writeDocuments(): void {
	for (const [file, parts] of Object.entries(generatedParts)) {
		const before = readFileSync(file, 'utf8');
		const after = withParts(before, parts);
		if (after !== before) writeFileSync(file, after);
		console.log(`${file}: ${after === before ? 'as it was' : 'written'}`);
	}
}
