import { readFileSync, writeFileSync } from 'node:fs';
import { UsageError } from '../run-script.ts';
import { writeLook } from './write-look.ts';

const FILE = 'src/lib/site.ts';

/** What a mail's sender, an app for codes and a page can all be called. */
const isName = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} &’.!·+-]{0,28}[\p{L}\p{M}\p{N}.!+])?$/u;

/**
 * Gives the site another name, in its constant and in what is made of it.
 * @returns the files, each with whether it was written.
 * @throws UsageError where it is no name.
 */
export async function renameSite(name: string) {
	if (!isName.test(name)) {
		throw new UsageError(
			'A name has up to 30 letters, digits, spaces and & ’ . ! · + -, and begins with a letter or digit.'
		);
	}
	const before = readFileSync(FILE, 'utf8');
	const after = before.replace(/(siteName = )'[^']*'/, (_, start: string) => `${start}'${name}'`);
	writeFileSync(FILE, after);
	return [{ file: FILE, written: after !== before }, ...(await writeLook(name))];
}
