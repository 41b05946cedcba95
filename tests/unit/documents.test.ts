import { dictionary } from '@zxcvbn-ts/language-common';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { generatedParts, withParts } from '../../scripts/lib/generated-parts.ts';
import { rules } from '../../src/lib/server/env-rules.ts';
import long from '../../src/modules/auth/api/password/long-common-passwords.json' with { type: 'json' };
import { findProblems, findTestProblems, type House } from '../support/documents';

const read = (file: string) => readFileSync(file, 'utf8');

/** The folders of a clone; what is made in it is left out. */
const folders = [
	'src',
	'server',
	'scripts',
	'tests',
	'docs',
	'migrations',
	'messages',
	'static',
	'deploy',
	'project.inlang',
	'examples'
];
const files = [
	...readdirSync('.'),
	...folders.flatMap((folder) =>
		readdirSync(folder, { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile())
			.map((entry) => join(entry.parentPath, entry.name))
	)
].filter((file) => !file.startsWith('src/lib/paraglide/'));

const code = files
	.filter((file) => /\.(?:ts|js|cjs|svelte|html)$/.test(file) || file === 'messages/en.json')
	.map(read)
	.join('\n');
const example = [...read('.env.example').matchAll(/^#([A-Z][A-Z\d_]*)=/gm)].map(
	([, name]) => name!
);

const house: House = {
	files,
	read,
	code,
	scripts: Object.keys(packageJson.scripts),
	packages: Object.keys({ ...packageJson.dependencies, ...packageJson.devDependencies }),
	variables: [
		...Object.keys(rules),
		...[...code.matchAll(/process\.env\.([A-Z_]+)/g)].map(([, name]) => name!)
	]
};

const documents = [...globSync('*.md'), ...globSync('docs/**/*.md')];
const decisions = globSync('docs/decisions/[0-9]*.md').sort();

describe('what the documents name is there', () => {
	it.each(documents)('%s', (document) => {
		expect(findProblems(document, read(document), house)).toEqual([]);
		expect(findTestProblems(read(document), house)).toEqual([]);
	});

	it('every page of docs is linked from the README or from the page of its folder', () => {
		const links = ['README.md', 'docs/architecture.md', 'docs/decisions/README.md']
			.map(read)
			.join();
		const pages = documents.map((document) => document.replace(/^.*\//, ''));
		const unlinked = pages.filter((page) => page !== 'README.md' && !links.includes(`${page})`));
		expect(unlinked).toEqual([]);
	});
});

describe('the environment', () => {
	it('is in .env.example as the server validates it, and in the table of the README', () => {
		const plain = example.filter((name) => !/^(?:OAUTH|OIDC)_/.test(name));
		expect(plain.sort()).toEqual(Object.keys(rules).sort());
		const [, table = ''] = /## Configuration\n([^]*?)\n## /.exec(read('README.md')) ?? [];
		const named = [...table.matchAll(/^\| (.+?) \|/gm)].flatMap(([, cell]) =>
			[...cell!.matchAll(/`([A-Z][A-Z_]*)`/g)].map(([, name]) => name!)
		);
		expect(named.sort()).toEqual(Object.keys(rules).sort());
	});
});

describe('what documents have from the code', () => {
	it.each(Object.entries(generatedParts))('%s is as `pnpm generate` writes it', (file, parts) => {
		expect(read(file)).toBe(withParts(read(file), parts));
	});
});

describe('figures', () => {
	it('of breached passwords are those of the list', () => {
		const count = dictionary['passwords-common'].length.toLocaleString('en');
		expect(read('docs/security.md')).toContain(`a list of ${count} from breaches`);
		const hashes = long.hashes.match(/[\da-f]{10}/g) ?? [];
		expect(hashes.join('')).toBe(long.hashes);
		const counted = new Set(hashes).size.toLocaleString('en');
		expect(read('docs/security.md')).toContain(
			`the ${counted} most used of 12 characters and more`
		);
	});
});

describe('decisions', () => {
	const heading = /^# (\d{3})\. (.+)\n\nDate: \d{4}-\d\d-\d\d\nStatus: (.+)\n\n## Situation\n/;
	const status =
		/^accepted$|^superseded by \[\d{3}\]|^accepted, but for .+: superseded by \[\d{3}\]/;
	const index = read('docs/decisions/README.md');

	it.each(decisions.slice(1))('%s says whether it holds, and is listed', (file) => {
		const [, number, title, state = ''] = heading.exec(read(file)) ?? [];
		expect(file).toContain(`/${number}-`);
		expect(state).toMatch(status);
		const name = file.split('/').at(-1);
		expect(index).toContain(`| [${number}](${name}) | ${title} | ${state} |`);
		// What takes its place says so as well.
		const [, successor] = /superseded by \[\d{3}\]\(([^)]+)\)$/.exec(state) ?? [];
		if (successor) expect(read(`docs/decisions/${successor}`)).toContain(`](${name})`);
	});

	it('are numbered one after the other', () => {
		const numbers = decisions.map((file) => Number(/(\d{3})-/.exec(file)?.[1]));
		expect(numbers).toEqual(decisions.map((_, index) => index));
	});
});

describe('the check itself', () => {
	const small: House = {
		files: ['docs/a.md', 'src/modules/mail/api/send.ts', 'src/modules/mail/api/send.test.ts'],
		read: () => "test('mail goes out once', …)\nit('it\\'s kept until the server took it', …)",
		scripts: ['lint', 'db:seed'],
		packages: ['@libsql/client'],
		variables: ['SMTP_URL'],
		code: 'export const sendMail = 1;'
	};
	small.files.push('src/routes/(app)/u/[name]/+page.svelte', 'tests/e2e/mail/mail.e2e.ts');
	const problems = (text: string) => findProblems('docs/a.md', text, small);

	it.each([
		'`src/modules/mail/api/send.ts`, `mail/api/send.ts` and `api/`',
		'`tests/e2e/<feature>/*.e2e.ts`, `vitest run src/modules/mail`',
		'[here](a.md#top), [there](https://example.org)',
		'`npx -y pnpm@12 lint` · `db:seed`, `pnpm install`, `@libsql/client`',
		'`SMTP_URL=x`, `SMTP_URL_FILE`, `OIDC_<ID>_ISSUER`, `/u/<username>?x=1`, `sendMail(…)`, `build/index.js`',
		'```\nsrc/modules/mail/   what it sends\n```',
		"```ts\nimport { x } from '$modules/mail/api/send';\n```"
	])('takes %s', (text) => expect(problems(text)).toEqual([]));

	it.each([
		['`src/modules/mail/api/gone.ts`', 'no file src/modules/mail/api/gone.ts'],
		['`ail/api/send.ts`', 'no file ail/api/send.ts'],
		['`vitest run src/modules/gone`', 'no file src/modules/gone'],
		['`tests/e2e/<feature>/*.test.ts`', 'no file tests/e2e/<feature>/*.test.ts'],
		['[here](b.md)', 'no file for the link b.md'],
		['```\nsrc/gone/   nothing\n```', 'no file src/gone/'],
		[
			"```ts\nimport '$modules/mail/api/gone';\n```",
			'no file for the import $modules/mail/api/gone'
		],
		['`pnpm gone`', 'no script gone'],
		['`pnpm lint` · `gone`', 'no script gone'],
		['`pnpm run doctor`', 'no script doctor'],
		['```sh\npnpm@12 db:gone\n```', 'no script db:gone'],
		['`@libsql/gone`', 'no package @libsql/gone'],
		['`SMTP_GONE`', 'no variable SMTP_GONE'],
		['`/u/<username>/gone`', 'no route /u/<username>/gone'],
		['`sendGone(…)`', 'no sendGone in the code']
	])('refuses %s', (text, problem) => expect(problems(text)).toEqual([problem]));

	it('finds tests by their titles', () => {
		const told = (text: string) => findTestProblems(text, small);
		const row = '| 1 | `api/send.test.ts`: "mail goes out once", "it\'s kept …" |';
		expect(told(row)).toEqual([]);
		expect(told(`${row}\n| 2 | the same: "mail goes out" |`)).toEqual([
			'no test "mail goes out" in api/send.test.ts'
		]);
		expect(told('| `gone.test.ts`: "mail goes out once" |')).toEqual([
			'no test "mail goes out once" in gone.test.ts'
		]);
	});
});
