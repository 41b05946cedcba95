import { existsSync, readFileSync } from 'node:fs';

/** A variable a line, or more lines in quotes; what is none is passed over. */
const line =
	/^[^\S\n]*(?:export[^\S\n]+)?([\w.-]+)[^\S\n]*=(?:[^\S\n]*(?:"([^"]*)"|'([^']*)'|`([^`]*)`)(?=[^\S\n]*(?:#|$))|([^\n]*))/gm;

/**
 * Fills what the environment leaves unset or empty from the file `.env`, when there is one. It may
 * begin with a byte-order mark, be UTF-16 (as PowerShell writes it) and end its lines in any way.
 */
export function loadDotEnv(
	file = '.env',
	target: Record<string, string | undefined> = process.env
): void {
	if (!existsSync(file)) return;
	for (const [name, value] of parseDotEnv(decode(readFileSync(file)))) {
		if (!target[name]) target[name] = value;
	}
}

function decode(bytes: Buffer): string {
	const [first, second] = bytes;
	const encoding =
		first === 0xff && second === 0xfe
			? 'utf-16le'
			: first === 0xfe && second === 0xff
				? 'utf-16be'
				: 'utf-8';
	// Takes the mark away with it.
	return new TextDecoder(encoding).decode(bytes);
}

/**
 * The variables by name, as Node's own `parseEnv` reads them but for two things. In a value without
 * quotes a `#` begins a comment only at its start or after a blank, as in a shell. In the middle of a
 * path or a password it belongs to it. And quotes that do not hold all of a value belong to it too.
 */
function parseDotEnv(text: string): Map<string, string> {
	const values = new Map<string, string>();
	for (const [, name, double, ...rest] of text.replace(/\r\n?/g, '\n').matchAll(line)) {
		const [single, backtick, bare] = rest;
		const value =
			double?.replaceAll('\\n', '\n') ??
			single ??
			backtick ??
			(bare ?? '').replace(/(?:^|\s)#.*$/, '').trim();
		values.set(name ?? '', value);
	}
	return values;
}
