import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { siteName } from '@/site';
import { EnvError, readDatabaseEnv, readEnv } from './env.ts';

const secret = Buffer.alloc(32, 7).toString('base64');
const hosted = {
	ORIGIN: 'https://id.example.org',
	AUTH_SECRET: secret,
	SMTP_URL: 'smtps://mail.example.org'
};
let directory: string;
let secretFile: string;

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'porchlight-env-'));
	secretFile = join(directory, '.porchlight', 'secret');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const read = (source: Record<string, string>) => readEnv(source, secretFile);

/** The problems by variable; fails when the environment is accepted. */
function refused(source: Record<string, string>) {
	try {
		read(source);
	} catch (error) {
		if (!(error instanceof EnvError)) throw error;
		return { message: error.message, names: error.problems.map(({ variable }) => variable) };
	}
	throw new Error('accepted');
}

describe('figures and traces', () => {
	it('are off, and the figures on loopback, unless something else is said', () => {
		expect(read({})).toMatchObject({ METRICS_HOST: '127.0.0.1' });
		expect(read({}).METRICS_PORT).toBeUndefined();
		expect(read({}).OTEL_EXPORTER_OTLP_ENDPOINT).toBeUndefined();
		expect(read({ METRICS_PORT: '9464' })).toMatchObject({ METRICS_PORT: 9464 });
	});

	it('want a port of their own, and a collector that can be one', () => {
		expect(refused({ METRICS_PORT: '3000' }).names).toEqual(['METRICS_PORT']);
		expect(refused({ PORT: '4000', METRICS_PORT: '4000' }).names).toEqual(['METRICS_PORT']);
		expect(refused({ METRICS_HOST: 'a b' }).names).toEqual(['METRICS_HOST']);
		const { names, message } = refused({ OTEL_EXPORTER_OTLP_ENDPOINT: 'grpc://me:key@host' });
		expect(names).toEqual(['OTEL_EXPORTER_OTLP_ENDPOINT']);
		expect(message).not.toContain('key');
	});
});

describe('defaults', () => {
	it('fit a laptop without any variable', () => {
		expect(read({})).toMatchObject({
			DATABASE_URL: 'sqlite:./local.db',
			ORIGIN: 'http://localhost:3000',
			HOST: '127.0.0.1',
			PORT: 3000,
			SIGN_UP: 'open',
			PASSWORD_MIN_LENGTH: 12,
			LOG_LEVEL: 'info',
			LOG_ADDRESSES: 'off',
			MAIL_FROM: `${siteName} <no-reply@localhost>`,
			isSecure: false,
			isLocalhost: true,
			mailboxEnabled: true,
			passkeysAvailable: true
		});
	});

	it('count an empty or blank value as unset', () => {
		expect(read({ PORT: '', SIGN_UP: ' ', ORIGIN: '', AUTH_SECRET: '', SMTP_URL: '' })).toEqual(
			read({})
		);
	});

	it('follow PORT and ORIGIN', () => {
		expect(read({ PORT: '4100' }).ORIGIN).toBe('http://localhost:4100');
		expect(read(hosted)).toMatchObject({
			HOST: '0.0.0.0',
			MAIL_FROM: `${siteName} <no-reply@id.example.org>`,
			isSecure: true,
			isLocalhost: false,
			mailboxEnabled: false
		});
	});
});

describe('ORIGIN', () => {
	it.each([
		['https://Example.org/', 'https://example.org'],
		['https://example.org:443', 'https://example.org'],
		['http://localhost:8080', 'http://localhost:8080'],
		['https://localhost', 'https://localhost'],
		['http://127.0.0.1:3000', 'http://127.0.0.1:3000']
	])('%s is %s', (given, expected) => {
		expect(read({ ...hosted, ORIGIN: given }).ORIGIN).toBe(expected);
	});

	it.each([
		'http://example.org',
		'http://localhost.example.org',
		'http://127.0.0.2',
		'http://[::1]:3000',
		'https://example.org/app',
		'https://example.org?x',
		'https://user:pass@example.org',
		'ftp://example.org',
		'example.org',
		'null'
	])('%s is refused', (given) => {
		expect(refused({ ...hosted, ORIGIN: given }).names).toEqual(['ORIGIN']);
	});

	it('turns passkeys off on a bare address', () => {
		expect(read({ ORIGIN: 'http://127.0.0.1:3000' }).passkeysAvailable).toBe(false);
		expect(read({ ...hosted, ORIGIN: 'https://192.0.2.4' }).passkeysAvailable).toBe(false);
		expect(read({ ...hosted, ORIGIN: 'https://[2001:db8::1]' }).passkeysAvailable).toBe(false);
	});
});

describe('a wrong value', () => {
	it.each([
		['PORT', '0'],
		['PORT', '65536'],
		['PORT', '3e3'],
		['HOST', 'two words'],
		['DATABASE_URL', './local.db'],
		['DATABASE_URL', 'sqlite:'],
		['DATABASE_URL', 'sqlite::memory:'],
		['DATABASE_URL', 'postgres://localhost/x'],
		['SIGN_UP', 'Open'],
		['PASSWORD_MIN_LENGTH', '7'],
		['PASSWORD_MIN_LENGTH', '65'],
		['AUTH_SECRET', Buffer.alloc(31).toString('base64')],
		['AUTH_SECRET', `${'ä'.repeat(60)}`],
		['AUTH_SECRET_PREVIOUS', 'short'],
		['SMTP_URL', 'mail.example.org'],
		['SMTP_URL', 'https://mail.example.org'],
		['SMTP_URL', 'smtp://mail.example.org?ignoreTLS=true'],
		['MAIL_FROM', siteName],
		['MAIL_FROM', 'a@b.example\nBcc: c@d.example'],
		['ADDRESS_HEADER', 'X Forwarded For'],
		['XFF_DEPTH', '0'],
		['PRIVACY_URL', 'javascript:alert(1)'],
		['TERMS_URL', '//evil.example'],
		['RECOVERY_DELAY_HOURS', '23'],
		['RECOVERY_DELAY_HOURS', '169'],
		['SHUTDOWN_DELAY', '61'],
		['LOG_LEVEL', 'loud'],
		['LOG_ADDRESSES', 'true']
	])('%s=%s is named', (variable, value) => {
		expect(refused({ [variable]: value }).names).toEqual([variable]);
	});

	it('is reported with all others at once', () => {
		const { names, message } = refused({ ORIGIN: 'https://example.org', PORT: 'http' });
		expect(names).toEqual(['PORT', 'AUTH_SECRET', 'SMTP_URL']);
		expect(message).toContain('"http"');
		expect(message).toContain('a whole number from 1 to 65535');
	});

	it('never shows a secret', () => {
		const { message } = refused({
			...hosted,
			AUTH_SECRET: 'hunter2',
			SMTP_URL: 'smtp://me:hunter2@host/path?pass=hunter2',
			DATABASE_URL: 'libsq://db.example?authToken=hunter2',
			ORIGIN: 'https://me:hunter2@example.org'
		});
		expect(message).not.toContain('hunter2');
		expect(message).toContain('7 characters (hidden)');
		expect(refused({ SMTP_URL: 'smtp://me:hunter2' }).message).not.toContain('hunter2');
	});
});

describe('the generated secret', () => {
	it('is kept in a private file', () => {
		const first = read({}).AUTH_SECRET;
		expect(Buffer.from(first, 'base64')).toHaveLength(32);
		expect(read({}).AUTH_SECRET).toBe(first);
		expect(statSync(secretFile).mode & 0o777).toBe(0o600);
		expect(statSync(join(directory, '.porchlight')).mode & 0o777).toBe(0o700);
		expect(readdirSync(join(directory, '.porchlight'))).toEqual(['secret']);
	});

	it('is not made where AUTH_SECRET is set or something else is wrong', () => {
		read({ AUTH_SECRET: secret });
		refused({ PORT: 'x' });
		refused({ ...hosted, AUTH_SECRET: '' });
		expect(readdirSync(directory)).toEqual([]);
	});

	it('is the same for processes that start together', async () => {
		const script = `const { readEnv } = await import(${JSON.stringify(import.meta.dirname + '/env.ts')});
			process.stdout.write(readEnv({}, process.argv[1]).AUTH_SECRET);`;
		const starts = Array.from({ length: 6 }, () =>
			promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, secretFile])
		);
		const secrets = (await Promise.all(starts)).map(({ stdout }) => stdout);
		expect(new Set(secrets)).toEqual(new Set([readFileSync(secretFile, 'utf8').trim()]));
	});

	it('stops the start when its file is damaged', () => {
		read({});
		writeFileSync(secretFile, 'half');
		expect(refused({})).toMatchObject({ names: ['AUTH_SECRET'] });
	});
});

describe('readDatabaseEnv', () => {
	it.each(['sqlite:./a.db', 'file:/srv/a.db', 'libsql://db.example', 'http://127.0.0.1:8080'])(
		'takes %s and looks at nothing else',
		(DATABASE_URL) => {
			expect(readDatabaseEnv({ DATABASE_URL, PORT: 'x' }).DATABASE_URL).toBe(DATABASE_URL);
		}
	);

	it.each(['http://db.example', 'ws://10.0.0.3:8080', 'libsql://db.example:80?tls=0'])(
		'refuses %s, which can be read on its way, with and without a token',
		(DATABASE_URL) => {
			const message = /DATABASE_URL[^]*DATABASE_CLEARTEXT=on/;
			const token = { DATABASE_AUTH_TOKEN: 'secret' };
			expect(() => readDatabaseEnv({ DATABASE_URL })).toThrow(message);
			expect(() => readDatabaseEnv({ DATABASE_URL, ...token })).toThrow(message);
			expect(refused({ DATABASE_URL }).names).toEqual(['DATABASE_URL']);
			expect(readDatabaseEnv({ DATABASE_URL, DATABASE_CLEARTEXT: 'on' })).toMatchObject({
				DATABASE_URL
			});
		}
	);

	it.each(['https://db.example', 'wss://db.example', 'ws://localhost:8080', 'http://[::1]:8080'])(
		'takes %s, which cannot be read on its way',
		(DATABASE_URL) => {
			expect(readDatabaseEnv({ DATABASE_URL }).DATABASE_URL).toBe(DATABASE_URL);
		}
	);

	it('names a wrong value', () => {
		expect(() => readDatabaseEnv({ DATABASE_URL: 'mysql://x' })).toThrow(/DATABASE_URL/);
	});
});
