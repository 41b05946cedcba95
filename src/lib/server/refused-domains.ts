import { readFileSync } from 'node:fs';
import { domainToASCII } from 'node:url';

/** What is read of a file of mail domains, or why it is not taken. */
export type RefusedDomains = { domains: ReadonlySet<string> } | { problem: string };

const domain = /^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

/**
 * Reads a list of mail domains, one a line, as such lists go round: blank lines, `#` and what follows,
 * a leading `@`, `.` or `*.`, capitals and other alphabets are taken. A line that is no domain is
 * not, so that a wrong file does not pass for an empty list.
 */
export function readRefusedDomains(file: string): RefusedDomains {
	let text: string;
	try {
		text = readFileSync(file, 'utf8');
	} catch (error) {
		return { problem: error instanceof Error ? error.message : String(error) };
	}
	const domains = new Set<string>();
	for (const [index, line] of text
		.replace(/^\uFEFF/, '')
		.split(/\r?\n/)
		.entries()) {
		const written = line.replace(/#.*/, '').trim();
		if (!written) continue;
		const name = domainToASCII(written.replace(/^(?:@|\*?\.)/, '')).toLowerCase();
		if (!domain.test(name)) {
			return { problem: `line ${index + 1} is ${JSON.stringify(written.slice(0, 60))}` };
		}
		domains.add(name);
	}
	return { domains };
}
