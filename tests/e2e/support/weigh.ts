import { globSync, readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';

const root = 'build/client';
const imports = /(?:from|import\()\s*"(\.[^"]+\.js)"/g;
/** Without what is fetched only when there is need. */
const fixedImports = /from\s*"(\.[^"]+\.js)"/g;
/** The files of the pages, which the router fetches when somebody goes there. */
const isPage = (file: string) => file.includes('/nodes/');
/** Where the router starts: what it fetches by itself are pages and, where none can be shown, a last one. */
const isRouter = (file: string) => file.includes('/entry/');
/** What the buttons of passkeys do: it comes once a page that has one works (`weighPasskeys`). */
const isForPasskeys = (file: string) =>
	readFileSync(`${root}/${file}`, 'utf8').includes('.credentials.create(');

/**
 * What a browser with an empty cache fetches of JavaScript for a page, in gzip: what the `Link` header
 * names, and with `isSignedIn` also what the page's script fetches for people who are, but not what
 * that fetches in turn in the few minutes after a sign-in.
 */
export function weighScripts(link: string, isSignedIn: boolean): { bytes: number; files: number } {
	const named = Array.from(link.matchAll(/<[./]*(_app\/[^>]+\.js)>/g), ([, file = '']) => file);
	const files = new Set(named);
	if (isSignedIn) {
		for (const file of files) {
			const followed = named.includes(file) && !isRouter(file) ? imports : fixedImports;
			importsOf(file, followed).forEach((found) => files.add(found));
		}
	}
	const bytes = [...files].reduce((sum, file) => sum + statSync(`${root}/${file}.gz`).size, 0);
	return { bytes, files: files.size };
}

const importsOf = (file: string, followed: RegExp): string[] =>
	Array.from(readFileSync(`${root}/${file}`, 'utf8').matchAll(followed), ([, found = '']) =>
		posix.join(posix.dirname(file), found)
	).filter((found) => !isPage(found) && !isForPasskeys(found));

/** The bytes, in gzip, of what the buttons of passkeys do, in English. */
export const weighPasskeys = (): number =>
	globSync('_app/immutable/chunks/*.en.js', { cwd: root })
		.filter(isForPasskeys)
		.reduce((sum, file) => sum + statSync(`${root}/${file}.gz`).size, 0);

/** The bytes of an answer's head, with what https would add to it. */
export function weighHead({ status, headers }: Response): number {
	const https = 'strict-transport-security: max-age=63072000; includeSubDomains\r\n__Host-';
	const lines = [...headers].map(([name, value]) => `${name}: ${value}\r\n`);
	return `HTTP/1.1 ${status} Method Not Allowed\r\n${lines.join('')}${https}\r\n`.length;
}
