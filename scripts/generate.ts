/**
 * `pnpm generate`: writes into the documents what they have from the code, and what is made of the
 * site's name, look and logo.
 * `pnpm generate name NAME`: gives the site another name.
 * `pnpm generate feature NAME`: begins a feature of one's own.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { generateFeature } from './lib/generate-feature.ts';
import { generatedParts, withParts } from './lib/generated-parts.ts';
import { renameSite } from './lib/look/rename-site.ts';
import { writeLook } from './lib/look/write-look.ts';
import { readOptions } from './lib/read-options.ts';
import { runScript, UsageError } from './lib/run-script.ts';

const usage = `Usage: npx -y pnpm@12 generate
         writes into docs/*.md what they have from the code, and makes icons, manifest, the error page
         and src/lib/look.ts of the site's name, of src/look.css and of the logo
       npx -y pnpm@12 generate name NAME
         gives the site another name, wherever people read it
       npx -y pnpm@12 generate feature NAME [--one WORD]
         begins a feature by the pattern of examples/notes. NAME is the word for many ("bookmarks");
         WORD, the word for one, is it without its last s unless said.`;

await runScript(async () => {
	const options = { one: { type: 'string' } } as const;
	const { values, positionals } = readOptions(usage, { options, allowPositionals: true });
	const [what, many, ...rest] = positionals;
	if (what === undefined && values.one === undefined) {
		writeDocuments();
		return (await writeLook()).forEach(tell);
	}
	if (what === 'name' && many !== undefined && rest.length === 0 && values.one === undefined) {
		return (await renameSite(many)).forEach(tell);
	}
	if (what !== 'feature' || many === undefined || rest.length > 0) throw new UsageError(usage);
	const created = await generateFeature({ many, one: values.one ?? many.replace(/s$/, '') });
	console.log(`${created.join('\n')}\nand its migration. docs/extending.md says how to go on.`);
	console.log('Where dev runs, start it anew: it applies the migration.');
});

function writeDocuments(): void {
	for (const [file, parts] of Object.entries(generatedParts)) {
		const before = readFileSync(file, 'utf8');
		const after = withParts(before, parts);
		if (after !== before) writeFileSync(file, after);
		tell({ file, written: after !== before });
	}
}

function tell({ file, written }: { file: string; written: boolean }): void {
	console.log(`${file}: ${written ? 'written' : 'as it was'}`);
}
