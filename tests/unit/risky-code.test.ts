import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** What runs in production: the server and what it sends to browsers. */
const sources = globSync(['src/**/*.{ts,svelte}', 'server/*.{ts,js}'])
	.filter((file) => !/\.(?:test|fixture)\.ts$|\/paraglide\//.test(file))
	.map((file) => ({ file, text: readFileSync(file, 'utf8') }));

/**
 * What has to be looked at wherever it stands, and where it may: each of these files has been. A new
 * one is added with the reason, or done otherwise.
 */
const rules: [what: string, pattern: RegExp, allowed: string[]][] = [
	['starts another program', /child_process|node:cluster|process\.binding/, []],
	[
		'runs text as a program',
		/\beval\(|new Function\(|node:vm|\bset(?:Timeout|Interval)\(['"`]/,
		[]
	],
	[
		'writes text as HTML',
		/\{@html|innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|srcdoc/,
		[]
	],
	['hinders pasting', /['"]paste['"]|onpaste/, []],
	['allows another origin to read', /access-control-/i, []],
	['writes SQL out of text', /sql\.raw\((?!(?:isBackwards \? )?'[<>]'(?: : '[<>]')?\))/, []],
	['takes a hash that is not SHA-256', /create(?:Hash|Hmac)\((?!'sha256'[,)])/, []],
	['takes a cipher that is not AES-256-GCM', /create(?:Dec|C)ipheriv\((?!'aes-256-gcm',)/, []],
	[
		'writes a file: the generated secret and a new database, and the build',
		/writeFile|appendFile|createWriteStream|openSync|mkdirSync/,
		[
			'server/adapter.js',
			'server/client-languages.js',
			'src/lib/server/db/migrate-db.ts',
			'src/lib/server/env-secret.ts'
		]
	],
	[
		'makes a pattern, of our own constants',
		/new RegExp\(/,
		[
			'server/client-files.ts',
			'src/lib/server/client-address.ts',
			'src/lib/server/handle/handle-locale.ts',
			'src/lib/server/mail-from.ts',
			'src/lib/text-rules.ts',
			'src/modules/auth/api/sign-up/sign-up-code.ts',
			'src/modules/profile/api/avatar/is-only-a-picture.ts',
			'src/modules/profile/api/username.ts'
		]
	],
	[
		'throws dice that nobody has to guess: how long to wait',
		/Math\.random/,
		[
			'src/lib/server/db/migrate-db.ts',
			'src/lib/server/db/server-client.ts',
			'src/lib/server/db/writer/group-commit.ts',
			'src/modules/mail/api/outbox/create-mail.ts',
			'src/modules/mail/api/worker/handle-failure.ts'
		]
	],
	[
		'keeps something in the browser: for whom a passkey was tried, by a name that opens nothing',
		/localStorage|sessionStorage|indexedDB|caches\.open|document\.cookie/,
		['src/modules/auth/components/passkey/make-automatic-passkey.ts']
	],
	[
		'lets a certificate pass that nobody vouches for: of a mail server on loopback',
		/rejectUnauthorized|NODE_TLS_REJECT|checkServerIdentity/,
		['src/modules/mail/api/transport/create-smtp-transport.ts']
	]
];

test.each(rules)('what %s stands in these files alone', (_what, pattern, allowed) => {
	const found = sources.filter(({ text }) => pattern.test(text)).map(({ file }) => file);
	expect(found.sort()).toEqual(allowed);
});
