import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readSettings } from '$modules/oauth/api/read-settings';
import { EnvError, readDatabaseEnv, readEnv } from './env';
import { readSecretFiles } from './env-files';
import { SECRET_FILE } from './env-secret';

const folder = mkdtempSync(join(tmpdir(), 'porchlight-secrets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

function file(content: string): string {
	const path = join(folder, `secret-${(files += 1)}`);
	writeFileSync(path, content);
	return path;
}

const key = Buffer.alloc(32, 3).toString('base64');
const olderKey = Buffer.alloc(32, 4).toString('base64');
const hosted = {
	ORIGIN: 'https://id.example.org',
	AUTH_SECRET: key,
	SMTP_URL: 'smtps://mail.example.org'
};

function refused(source: Record<string, string>, read: (source: object) => unknown = readAll) {
	try {
		read(source);
	} catch (error) {
		if (error instanceof EnvError) return error;
		throw error;
	}
	throw new Error('accepted');
}
const readAll = (source: object) => readEnv({ ...hosted, ...source }, SECRET_FILE, [checkSettings]);
/** As the server's entry checks the variables of providers. */
const checkSettings = (source: object, isLocalhost: boolean) =>
	readSettings({ ...source }, isLocalhost).problems;

it('each secret can come from a file', () => {
	const source = {
		ORIGIN: 'https://id.example.org',
		AUTH_SECRET_FILE: file(`${key}\n`),
		AUTH_SECRET_PREVIOUS_FILE: file(`${olderKey}\r\n`),
		SMTP_URL_FILE: file('\uFEFFsmtps://me:pa%20ss@mail.example.org\n'),
		DATABASE_AUTH_TOKEN_FILE: file('token-1'),
		OAUTH_GITHUB_CLIENT_ID: 'gh',
		OAUTH_GITHUB_CLIENT_SECRET_FILE: file('gh secret\n'),
		OIDC_ACME_1_ISSUER: 'https://login.acme.example',
		OIDC_ACME_1_CLIENT_ID: 'acme',
		OIDC_ACME_1_CLIENT_SECRET_FILE: file('acme secret\n')
	};
	expect(readEnv(source, SECRET_FILE, [checkSettings])).toMatchObject({
		AUTH_SECRET: key,
		AUTH_SECRET_PREVIOUS: olderKey,
		SMTP_URL: 'smtps://me:pa%20ss@mail.example.org',
		DATABASE_AUTH_TOKEN: 'token-1'
	});
	expect(readSettings(readSecretFiles(source).source, false)).toMatchObject({
		providers: [{ id: 'github', clientSecret: 'gh secret' }],
		issuers: [{ id: 'acme_1', clientSecret: 'acme secret' }]
	});
});

it('a key of several lines keeps them', () => {
	const source = { OAUTH_APPLE_PRIVATE_KEY_FILE: file('-----BEGIN\nno key\n-----END\n') };
	const { problems } = refused(source);
	expect(problems.find(({ variable }) => variable === 'OAUTH_APPLE_PRIVATE_KEY')?.found).toBe(
		'26 characters (hidden)'
	);
});

it('an empty name of a file counts as unset', () => {
	expect(readAll({ SMTP_URL_FILE: ' ', AUTH_SECRET_PREVIOUS_FILE: '' })).toMatchObject(hosted);
});

describe('the start is refused', () => {
	it.each(['AUTH_SECRET', 'SMTP_URL'] as const)('where %s and its file are both set', (name) => {
		const { problems, message } = refused({ [`${name}_FILE`]: file('hunter2') });
		expect(problems).toMatchObject([
			{ variable: `${name}_FILE`, expected: `one of ${name} and ${name}_FILE` }
		]);
		expect(message).not.toContain('hunter2');
	});

	it('where a file is missing, a folder or empty, and only for that', () => {
		const missing = join(folder, 'none');
		const directory = join(folder, 'directory');
		mkdirSync(directory);
		const source = { ORIGIN: hosted.ORIGIN, AUTH_SECRET_FILE: missing, SMTP_URL_FILE: directory };
		const { problems } = refused(source, (given) => readEnv(given as Record<string, string>));
		expect(problems.map(({ variable }) => variable)).toEqual(['AUTH_SECRET_FILE', 'SMTP_URL_FILE']);
		expect(problems[0]?.found).toContain(missing);
		expect(problems[0]?.expected).toContain('the value of AUTH_SECRET');
		const [empty] = refused({ DATABASE_AUTH_TOKEN_FILE: file('\n') }).problems;
		expect(empty?.found).toMatch(/an empty file/);
	});

	it('where the value in it does not fit, without showing it', () => {
		const { message } = refused({ AUTH_SECRET_PREVIOUS_FILE: file('hunter2') });
		expect(message).toContain('AUTH_SECRET_PREVIOUS\n    found:    7 characters (hidden)');
	});
});

it('a script that needs the database alone reads its secret, and no other', () => {
	const source = {
		DATABASE_AUTH_TOKEN_FILE: file('token-2\n'),
		SMTP_URL_FILE: join(folder, 'none')
	};
	expect(readDatabaseEnv(source).DATABASE_AUTH_TOKEN).toBe('token-2');
	const wrong = { DATABASE_AUTH_TOKEN_FILE: join(folder, 'none') };
	expect(() => readDatabaseEnv(wrong)).toThrow(/DATABASE_AUTH_TOKEN_FILE/);
});
