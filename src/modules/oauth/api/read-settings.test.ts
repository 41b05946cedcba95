import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EnvError } from '@/server/env';
import { readEnvironment } from '../../../environment';
import { catalogue } from './providers/catalogue';
import type { ProviderRow } from './providers/definition';
import { readSettings } from './read-settings';

const secret = Buffer.alloc(32, 7).toString('base64');
const hosted = {
	ORIGIN: 'https://id.example.org',
	AUTH_SECRET: secret,
	SMTP_URL: 'smtps://mail.example.org'
};
const github = { OAUTH_GITHUB_CLIENT_ID: 'id', OAUTH_GITHUB_CLIENT_SECRET: 'secret' };
const acme = { OIDC_ACME_ISSUER: 'https://login.acme.example', OIDC_ACME_CLIENT_ID: 'us' };
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const apple = {
	OAUTH_APPLE_CLIENT_ID: 'org.example.web',
	OAUTH_APPLE_TEAM_ID: 'ABCDE12345',
	OAUTH_APPLE_KEY_ID: 'KEY1234567',
	OAUTH_APPLE_PRIVATE_KEY: pem
};

function wrong(source: Record<string, string>, localhost = true) {
	return readSettings(source, localhost).problems.map(({ variable }) => variable);
}

describe('the catalogue', () => {
	it('offers nothing while its variables are empty', () => {
		const source = { OAUTH_GITHUB_CLIENT_ID: '', OIDC_ACME_NAME: ' ' };
		expect(readSettings(source, true)).toEqual({ providers: [], issuers: [], problems: [] });
	});

	it('has every id and every variable of its own in .env.example', () => {
		const example = readFileSync('.env.example', 'utf8');
		for (const [id, { variables = {} }] of Object.entries<ProviderRow>(catalogue)) {
			expect(example).toMatch(new RegExp(`^# .*\\b${id}\\b`, 'm'));
			for (const name of Object.keys(variables)) {
				expect(example).toContain(`#OAUTH_${id.toUpperCase()}_${name}=`);
			}
		}
	});

	it('offers what has its variables, in the order of the contract', () => {
		const spotify = { OAUTH_SPOTIFY_CLIENT_ID: 'a', OAUTH_SPOTIFY_CLIENT_SECRET: 'b' };
		const { providers, problems } = readSettings({ ...spotify, ...apple, ...github }, true);
		expect(problems).toEqual([]);
		expect(providers.map(({ id }) => id)).toEqual(['github', 'apple', 'spotify']);
		expect(providers[0]).toEqual({
			id: 'github',
			clientId: 'id',
			clientSecret: 'secret',
			extras: {}
		});
	});

	it.each([
		['half of its variables', { OAUTH_GITHUB_CLIENT_ID: 'x' }, 'OAUTH_GITHUB_CLIENT_SECRET'],
		['an id that is none', { OAUTH_GITHUP_CLIENT_ID: 'x' }, 'OAUTH_GITHUP_CLIENT_ID'],
		['a key that is none', { ...apple, OAUTH_APPLE_PRIVATE_KEY: 'x' }, 'OAUTH_APPLE_PRIVATE_KEY'],
		['a short team', { ...apple, OAUTH_APPLE_TEAM_ID: 'x' }, 'OAUTH_APPLE_TEAM_ID'],
		['no key id', { ...apple, OAUTH_APPLE_KEY_ID: '' }, 'OAUTH_APPLE_KEY_ID']
	])('stops the start with %s', (_, source, variable) => {
		expect(wrong(source)).toEqual([variable]);
	});

	it.each([
		...['common', 'organizations', 'consumers', '11111111-2222-3333-4444-555555555555'],
		...['AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE', 'Common']
	])('takes the tenant %s', (tenant) => {
		const variables = { OAUTH_MICROSOFT_CLIENT_ID: 'a', OAUTH_MICROSOFT_CLIENT_SECRET: 'b' };
		expect(wrong({ ...variables, OAUTH_MICROSOFT_TENANT: tenant })).toEqual([]);
		expect(wrong({ ...variables, OAUTH_MICROSOFT_TENANT: `${tenant}/../x` })).toEqual([
			'OAUTH_MICROSOFT_TENANT'
		]);
	});

	it("takes Apple's key with escaped line ends", () => {
		expect(wrong({ ...apple, OAUTH_APPLE_PRIVATE_KEY: pem.replaceAll('\n', '\\n') })).toEqual([]);
	});

	it("refuses a key of another kind for Apple, and doesn't show it", () => {
		const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
		const key = rsa.export({ type: 'pkcs8', format: 'pem' }).toString();
		const { problems } = readSettings({ ...apple, OAUTH_APPLE_PRIVATE_KEY: key }, true);
		expect(problems).toHaveLength(1);
		expect(problems[0]?.found).toMatch(/hidden/);
	});

	it('takes an own GitLab over https alone, or on loopback', () => {
		const variables = { OAUTH_GITLAB_CLIENT_ID: 'a', OAUTH_GITLAB_CLIENT_SECRET: 'b' };
		const at = (url: string) => wrong({ ...variables, OAUTH_GITLAB_BASE_URL: url });
		expect(at('https://git.example.org/gitlab')).toEqual([]);
		expect(at('http://localhost:8080')).toEqual([]);
		expect(at('http://git.example.org')).toEqual(['OAUTH_GITLAB_BASE_URL']);
	});
});

describe('an issuer', () => {
	it('is offered under its id in lower case', () => {
		expect(readSettings(acme, false)).toEqual({
			providers: [],
			problems: [],
			issuers: [
				{
					id: 'acme',
					name: 'Acme',
					issuer: 'https://login.acme.example',
					clientId: 'us',
					clientSecret: undefined
				}
			]
		});
	});

	it.each(['GITHUB', 'X', 'GOOGLE'])('cannot have the id of the catalogue %s', (id) => {
		const variables = { [`OIDC_${id}_ISSUER`]: 'https://a.example', [`OIDC_${id}_CLIENT_ID`]: 'a' };
		expect(wrong(variables)).toHaveLength(1);
	});

	it.each([
		['http://login.acme.example', true],
		['http://localhost.acme.example', true],
		['http://10.0.0.1', true],
		['http://127.0.0.1:4000', false],
		['https://user:hunter2@login.acme.example', true],
		['https://login.acme.example?x', true],
		['login.acme.example', true]
	])('cannot be at %s (ORIGIN on localhost: %s)', (issuer, localhost) => {
		expect(wrong({ ...acme, OIDC_ACME_ISSUER: issuer }, localhost)).toEqual(['OIDC_ACME_ISSUER']);
	});

	it.each(['http://127.0.0.1:4000', 'http://localhost:4000', 'http://[::1]:4000/x'])(
		'can be at %s while ORIGIN is on localhost',
		(issuer) => expect(wrong({ ...acme, OIDC_ACME_ISSUER: issuer }, true)).toEqual([])
	);

	it('needs a client', () => {
		expect(wrong({ OIDC_ACME_ISSUER: 'https://login.acme.example' })).toEqual([
			'OIDC_ACME_CLIENT_ID'
		]);
	});
});

describe('the start', () => {
	it('reads it all on plain Node', () => {
		const script = `const { readEnvironment } = await import('./src/environment.ts');
			process.stdout.write(readEnvironment().ORIGIN);`;
		const started = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
			env: { ...process.env, ...hosted, ...github, ...acme },
			encoding: 'utf8'
		});
		expect(started).toBe(hosted.ORIGIN);
	});

	it('goes on with what fits', () => {
		const source = { ...hosted, ...github, ...acme };
		const { ORIGIN, isLocalhost } = readEnvironment(source);
		expect(ORIGIN).toBe(hosted.ORIGIN);
		const settings = readSettings(source, isLocalhost);
		expect(settings.providers).toHaveLength(1);
		expect(settings.issuers).toHaveLength(1);
	});

	it('stops with every problem, and shows no secret', () => {
		const source = {
			...hosted,
			PORT: 'x',
			OAUTH_GITHUB_CLIENT_SECRET: 'hunter2',
			OIDC_ACME_ISSUER: 'http://me:hunter2@127.0.0.1',
			OIDC_ACME_CLIENT_ID: 'a'
		};
		let problem: unknown;
		try {
			readEnvironment(source);
		} catch (error) {
			problem = error;
		}
		expect(problem).toBeInstanceOf(EnvError);
		const { message, problems } = problem as EnvError;
		expect(problems.map(({ variable }) => variable)).toEqual([
			'PORT',
			'OAUTH_GITHUB_CLIENT_ID',
			'OIDC_ACME_ISSUER'
		]);
		expect(message).not.toContain('hunter2');
	});
});
