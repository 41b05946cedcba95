import { dirname, join } from 'node:path/posix';
import { readRecipes } from './recipes';

/** What this repository has, to hold its documents against. */
export interface House {
	/** Every file, by its path from the root. */
	files: string[];
	/** The text of one of them. */
	read: (file: string) => string;
	/** The scripts of package.json. */
	scripts: string[];
	/** The packages of package.json. */
	packages: string[];
	/** The variables of the environment, of the application and of its tests. */
	variables: string[];
	/** Every program as one text, in which the names of code are looked for. */
	code: string;
}

/** What a start or a build makes: it is named, and is in no clone. */
const made =
	/^(?:build\/?|build\/index\.js|build\/sbom\.cdx\.json|local\.db|\.env|\.porchlight\/secret)$/;
/** What `scripts/messages.ts` makes. */
const compiled = /^@\/paraglide\//;
/** What only stands for a name, or a place, of the reader's own. */
const examples =
	/^(?:src\/(?:modules|routes\/\(app\))\/notes\/|chunks\/x\.|name\.|\/run\/secrets\/|\/etc\/)/;
/** What belongs to others: SvelteKit, Paraglide, SQLite, OpenID Connect, PNG, and another port than the pages'. */
const foreign = new Set([
	'$app/stores',
	'checkOrigin',
	'experimentalMiddlewareLocaleSplitting',
	'experimentalStaticLocale',
	'use:enhance',
	'SQLITE_BUSY',
	'auth_time',
	'jwks_uri',
	'cICP',
	'/metrics'
]);
/** Commands of pnpm itself. Its `doctor` is another than ours, which needs `run`. */
const pnpmCommands = ['install', 'doctor'];

const isFile =
	/\.(?:ts|js|cjs|svelte|md|json|sql|css|html|ya?ml|conf|service)$|\/(?:Docker|Caddy)file$/;
const isBelowRoot = /^(?:src|tests|scripts|docs|server|migrations|messages|static|deploy)\//;
const isPathOfProgram = /^(?:src|\$modules|@)\//;
const isFolder = /^[\w.(][^:]*\/$/;
const isRoute = /^\/[a-z][^:]*$/;
/** A name of code, alone or as a call: `sendMail(address)`. */
const isName = /^([a-z]+\d*(?:[A-Z][a-zA-Z\d]*|_[a-z]+)+)(?:\(.*)?$/;
const isVariable = /^[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$/;
const isProviderVariable = /^(?:OAUTH|OIDC)_/;

/**
 * What a document says of this repository and is not so: paths and links that lead nowhere, scripts,
 * packages, variables and names of code that do not exist.
 * @param document its path from the root, from which its links lead on.
 * @returns one sentence a problem.
 */
export function findProblems(document: string, text: string, house: House): string[] {
	const { prose, drawings, programs } = split(text);
	const problems: string[] = [];
	for (const [, target = ''] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
		if (/^[a-z]+:|^#/.test(target)) continue;
		const path = join(dirname(document), target.replace(/#.*/, ''));
		if (!house.files.includes(path)) problems.push(`no file for the link ${target}`);
	}
	const commands = [...spans(prose), ...programs.flatMap((program) => program.split('\n'))];
	for (const command of commands) problems.push(...scriptProblems(command, house));
	// `pnpm lint` · `check`: what stands beside a command in a list of them is one, too.
	for (const [list] of prose.matchAll(/`[^`\n]*pnpm[^`\n]*`(?: · `[^`\n]+`)+/g)) {
		for (const name of spans(list).slice(1))
			problems.push(...scriptProblems(`pnpm ${name}`, house));
	}
	const words = [
		...[...spans(prose), ...drawings].flatMap(wordsOf),
		...programs.flatMap(wordsOf).filter((word) => isPathOfProgram.test(word))
	];
	// What a recipe makes is the reader's.
	const makes = readRecipes(text)
		.filter(({ language }) => ['ts', 'svelte'].includes(language))
		.flatMap(({ paths }) => paths);
	for (const word of words) {
		if (!makes.includes(word)) problems.push(...wordProblems(word, house));
	}
	return [...new Set(problems)];
}

/**
 * Tests that a table names by file and title, and that are not there: `` `x.test.ts`: "it holds" ``.
 * "The same" stands for the file before; a title that ends in … goes on in the file.
 */
export function findTestProblems(text: string, house: House): string[] {
	const problems: string[] = [];
	let file = '';
	for (const part of text.split(/[;|\n]/)) {
		const [, named, titles] =
			/^\s*(?:`([^`]+\.(?:test|e2e)\.ts)`|the same): (".*)$/.exec(part) ?? [];
		file = named ?? file;
		if (!titles) continue;
		const texts = matching(file, house).map((path) => house.read(path).replaceAll("\\'", "'"));
		for (const [, title = ''] of titles.matchAll(/"([^"]+)"/g)) {
			const begins = title.endsWith(' …')
				? [title.slice(0, -2)]
				: ["'", '"', '`'].map((quote) => title + quote);
			const found = texts.some((source) => begins.some((begin) => source.includes(begin)));
			if (!found) problems.push(`no test "${title}" in ${file}`);
		}
	}
	return problems;
}

/** The text without what stands between ```, and that: drawings, and programs of a named language. */
function split(text: string) {
	const blocks = [...text.matchAll(/^```(\w*)\n([^]*?)^```/gm)];
	const inside = (isProgram: boolean) =>
		blocks
			.filter(([, language]) => (language !== '') === isProgram)
			.map(([, , block = '']) => block);
	const prose = text.replace(/^```[^]*?^```/gm, '');
	return { prose, drawings: inside(false), programs: inside(true) };
}

const wordsOf = (text: string) => text.split(/[\s,;"'=]+/).map((word) => word.replace(/:$/, ''));
const spans = (text: string) => [...text.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);

function scriptProblems(command: string, { scripts }: House): string[] {
	const [, run, name] = /\bpnpm(?:@\d+)? (run )?([a-z][\w:]*)/.exec(command) ?? [];
	const bare = /^(?:db|test):\w+$/.exec(command)?.[0];
	const script = name ?? bare;
	if (!script || (!run && pnpmCommands.includes(script))) return [];
	return scripts.includes(script) ? [] : [`no script ${script}`];
}

function wordProblems(word: string, house: House): string[] {
	if (made.test(word) || compiled.test(word) || examples.test(word) || foreign.has(word)) return [];
	if (isVariable.test(word)) {
		// A secret can also be named by a file that holds it.
		const name = word.replace(/_FILE$/, '');
		const known = house.variables.includes(name) || isProviderVariable.test(name);
		return known ? [] : [`no variable ${word}`];
	}
	if (/^@[a-z][\w-]*\//.test(word)) {
		return house.packages.includes(word) ? [] : [`no package ${word}`];
	}
	if (/^(?:\$modules|@)\//.test(word)) {
		const named = word.replace('$modules', 'src/modules').replace('@', 'src/lib');
		const path = /\.\w+$/.test(named) ? named : `${named}.ts`;
		const isThere = [path, `examples/notes/${path}`].some((file) => house.files.includes(file));
		return isThere ? [] : [`no file for the import ${word}`];
	}
	const name = isName.exec(word)?.[1];
	if (name) return new RegExp(`\\b${name}\\b`).test(house.code) ? [] : [`no ${name} in the code`];
	if (isRoute.test(word)) return matchingRoute(word, house) ? [] : [`no route ${word}`];
	const path = isFile.test(word) || isBelowRoot.test(word) || isFolder.test(word);
	return !path || matching(word, house).length > 0 ? [] : [`no file ${word}`];
}

/**
 * The files that a path can mean: it is a file, a folder, or the end of one's path, as
 * `oidc/discover.test.ts` is. `*` and `<name>` stand for anything between two slashes.
 */
function matching(path: string, { files }: House): string[] {
	const name = path
		.replace(/\/$/, '')
		.split(/\*|<[^>]+>/)
		.map(RegExp.escape)
		.join('[^/]+');
	const pattern = new RegExp(`(?:^|/)${name}${isFile.test(path) ? '$' : '/'}`);
	return files.filter((file) => pattern.test(file));
}

function matchingRoute(path: string, { files }: House): boolean {
	const wanted = path.replace(/[?#].*/, '').replace(/<[^>]+>/g, '[x]');
	return files.some((file) => {
		const [, folder] = /^src\/routes(\/.*)\/\+[^/]+$/.exec(file) ?? [];
		return folder?.replace(/\/\([^/]+\)/g, '').replace(/\[[^\]]+\]/g, '[x]') === wanted;
	});
}
