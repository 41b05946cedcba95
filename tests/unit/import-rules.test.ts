import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const require = createRequire(import.meta.url);
const importRules = '.dependency-cruiser.cjs';
const folderRules = '.dependency-cruiser.folders.cjs';

/** Each rule with a file that breaks it and what that file imports; types where the line says so. */
const plants: Record<string, [from: string, to: string, line?: string]> = {
	'no-unresolved': ['src/lib/a.ts', '@/nowhere'],
	'routes-not-to-routes': ['src/routes/(app)/a/+page.ts', '../../b/shared'],
	'routes-not-to-database': ['src/routes/b/shared.ts', '@/server/db/client'],
	'limits-calls-lower-modules-only': ['src/modules/limits/api/x.ts', '$modules/mail/api/x'],
	'profile-calls-lower-modules-only': ['src/modules/oauth/api/x.ts', '$modules/auth/api/token/x'],
	'auth-calls-lower-modules-only': ['src/modules/auth/components/x.ts', '$modules/admin/api/x'],
	'features-called-by-nobody': ['src/modules/mail/api/w.ts', '$modules/notes/api/x'],
	'features-only-to-the-root': ['src/routes/b/list.ts', '../../features'],
	'user-imports-lower-floors-only': ['src/modules/auth/api/user/y.ts', '../token/x'],
	'token-imports-lower-floors-only': ['src/modules/auth/api/token/y.ts', '../browser/x'],
	'session-imports-lower-floors-only': ['src/modules/auth/api/mails/y.ts', '../password/x'],
	'password-imports-lower-floors-only': ['src/modules/auth/api/kept-form/y.ts', '../password/x'],
	'sign-in-imports-lower-floors-only': ['src/modules/auth/api/reset/y.ts', '../sign-up/x'],
	'sign-up-imports-lower-floors-only': ['src/modules/auth/api/account/y.ts', '../sign-up/x'],
	'every-room-has-a-floor': ['src/modules/auth/api/attic/y.ts', '@/server/db/client'],
	'parts-not-to-their-whole': ['src/modules/oauth/api/providers/y.ts', '../x'],
	'lib-stands-on-its-roots': ['src/lib/server/root.ts', './db/client'],
	'api-to-own-models': ['src/modules/mail/api/y.ts', '../../auth/models/z.user'],
	'joined-only-by-auth': ['src/modules/activity/api/y.ts', '../../profile/models/z.profile'],
	'modules-not-to-routes': ['src/modules/mail/api/z.ts', '../../../routes/b/shared'],
	'models-only-to-models': ['src/modules/mail/models/z.mail.ts', '@/server/db/client'],
	'models-in-one-direction': ['src/modules/mail/models/z.b.ts', '../../profile/models/z.profile'],
	'lib-not-to-modules': ['src/lib/forms/y.ts', '$modules/mail/api/x'],
	'barrel-only-to-drizzle-kit': ['src/lib/server/db/y.ts', './schemas/index'],
	'only-session-touches-lucia': ['src/modules/mail/api/lucia.ts', 'lucia'],
	'only-providers-touches-arctic': ['src/modules/mail/api/arctic.ts', 'arctic'],
	'only-oidc-touches-openid-client': ['src/modules/mail/api/oidc.ts', 'openid-client'],
	'only-transport-touches-nodemailer': ['src/modules/mail/api/mailer.ts', 'nodemailer'],
	'only-avatar-touches-sharp': ['src/modules/mail/api/picture.ts', 'sharp'],
	'only-totp-touches-otpauth': ['src/modules/auth/api/factors/passkeys/codes.ts', 'otpauth'],
	'only-totp-touches-uqr': ['src/modules/auth/components/picture.ts', 'uqr'],
	'only-webauthn-touches-@simplewebauthn/server': [
		'src/modules/auth/api/factors/passkeys/y.ts',
		'@simplewebauthn/server'
	],
	'only-passkey-touches-@simplewebauthn/browser': [
		'src/modules/auth/components/y.ts',
		'@simplewebauthn/browser'
	],
	'only-metrics-touches-prom-client': ['src/modules/mail/api/counts.ts', 'prom-client'],
	'only-traces-touches-@opentelemetry': ['src/modules/mail/api/spans.ts', '@opentelemetry/api'],
	'components-take-types-only': [
		'src/modules/mail/components/X.svelte',
		'$modules/mail/api/x',
		'<script lang="ts">\n\timport { x } from \'$modules/mail/api/x\';\n</script>\n{x}'
	],
	'plain-node': ['scripts/x.ts', '@sveltejs/kit'],
	'one-file-resolves-aliases': ['scripts/y.ts', 'node:module']
};

/** What the plants import, and two files and two folders that import each other. */
const files: Record<string, string> = {
	'src/lib/server/db/client.ts': '',
	'src/lib/server/db/schemas/index.ts': '',
	'src/modules/mail/api/x.ts': 'export const x = 1;',
	'src/features.ts': '',
	'src/modules/notes/api/x.ts': '',
	'src/modules/admin/api/x.ts': '',
	'src/modules/auth/api/token/x.ts': '',
	'src/modules/auth/api/browser/x.ts': '',
	'src/modules/auth/api/password/x.ts': '',
	'src/modules/auth/api/sign-up/x.ts': '',
	'src/modules/auth/models/z.user.ts': '',
	'src/routes/(app)/c/+page.ts': "import './own';",
	'src/routes/(app)/c/own.ts': '',
	'src/modules/profile/models/z.profile.ts': '',
	'src/lib/ring/a.ts': "import './b';",
	'src/lib/ring/b.ts': "import './a';",
	'src/lib/left/a.ts': "import '../right/a';",
	'src/lib/left/b.ts': '',
	'src/lib/right/a.ts': '',
	'src/lib/right/b.ts': "import '../left/b';",
	'src/lib/left/a.test.ts': "import '../ring/a';",
	'src/lib/ring/c.ts': "import '../left/b';"
};

/** A house of its own, with the real rules, in which each of them is broken once. */
const house = mkdtempSync(join(tmpdir(), 'import-rules-'));

function write(path: string, content: string) {
	mkdirSync(dirname(join(house, path)), { recursive: true });
	writeFileSync(join(house, path), content);
}

interface Summary {
	violations: { from: string; to: string; rule: { name: string } }[];
}

async function violations(rules: string, ...folders: string[]) {
	const cruiser = resolve('node_modules/.bin/depcruise');
	const options = ['--config', rules, '--output-type', 'json', ...folders];
	// Exits with the number of violations.
	const { stdout } = await promisify(execFile)(cruiser, options, { cwd: house }).catch(
		(error: { stdout: string }) => error
	);
	const { summary } = JSON.parse(stdout) as { summary: Summary };
	return summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
}

beforeAll(() => {
	for (const name of [importRules, folderRules, '.dependency-aliases.cjs']) {
		cpSync(name, join(house, name));
	}
	write('tsconfig.json', '{ "compilerOptions": { "moduleResolution": "bundler" } }');
	symlinkSync(resolve('node_modules'), join(house, 'node_modules'));
	for (const [path, content] of Object.entries(files)) write(path, content);
	for (const [from, to, line] of Object.values(plants)) write(from, line ?? `import '${to}';`);
});

afterAll(() => rmSync(house, { recursive: true }));

test('each rule on imports is broken by its planted line, and by no other', async () => {
	const found = await violations(importRules, 'src', 'scripts');
	const planted = Object.entries(plants).map(([rule, [from]]) => ({ rule, from }));
	for (const { rule, from } of planted) {
		expect(found).toContainEqual(expect.objectContaining({ rule, from }));
	}
	const unplanted = found.filter(
		({ rule, from }) =>
			rule !== 'no-cycles' && !planted.some((plant) => plant.rule === rule && plant.from === from)
	);
	expect(unplanted).toEqual([]);
	expect(found.filter(({ rule }) => rule === 'no-cycles')).not.toEqual([]);
});

test('every rule has a planted line', () => {
	const { forbidden } = require(resolve(importRules)) as { forbidden: { name: string }[] };
	const names = forbidden.map(({ name }) => name).filter((name) => name !== 'no-cycles');
	expect(names.sort()).toEqual(Object.keys(plants).sort());
});

test('folders that import each other are found, though no file does; a test is no folder', async () => {
	const found = await violations(folderRules, 'src/lib');
	const pairs = found.map(({ from, to }) => `${from} → ${to}`).sort();
	expect(pairs).toEqual(['src/lib/left → src/lib/right', 'src/lib/right → src/lib/left']);
});
