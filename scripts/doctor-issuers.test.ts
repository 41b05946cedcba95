import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSettings } from '../src/modules/oauth/api/read-settings.ts';
import { checkIssuers, type Finding } from './lib/doctor-checks.ts';

let server: Server;
let url: string;
let answer: { status: number; body: object };
const seen: string[] = [];
const fine = { level: 'ok', text: 'Acme (OIDC_ACME_ISSUER) answers.' };

beforeEach(async () => {
	seen.length = 0;
	server = createServer((request, response) => {
		// The clock is asked for by HEAD, whatever the path.
		if (request.method === 'GET') seen.push(request.url ?? '');
		response.writeHead(answer.status, { 'content-type': 'application/json' });
		response.end(JSON.stringify(answer.body));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	answer = { status: 200, body: document(url) };
});
afterEach(() => new Promise<void>((resolve) => server.close(() => resolve())));

const document = (issuer: string) => ({
	issuer,
	authorization_endpoint: `${url}/authorize`,
	token_endpoint: `${url}/token`,
	jwks_uri: `${url}/jwks`
});

const variables = (issuer: string) => ({ OIDC_ACME_ISSUER: issuer, OIDC_ACME_CLIENT_ID: 'us' });

/** What `pnpm run doctor` says of an issuer `acme`. */
async function check(issuer: string): Promise<Finding> {
	const [finding] = await checkIssuers(readSettings(variables(issuer), true).issuers);
	return finding!;
}

test('doctor looks at each issuer, and exits 1 where one does not work', async () => {
	answer = { status: 503, body: {} };
	const env = { ...process.env, ...variables(url) };
	const { text, code } = await new Promise<{ text: string; code: number }>((resolve) => {
		execFile(process.execPath, ['scripts/doctor.ts'], { env }, (error, stdout, stderr) => {
			resolve({ text: stdout + stderr, code: Number(error?.code ?? 0) });
		});
	});
	expect(text).toContain('✗ OIDC_ACME_ISSUER does not work: ');
	expect(code).toBe(1);
});

test.each(['', '/', '/.well-known/openid-configuration'])(
	'an issuer that is set with %j behind it answers',
	async (more) => {
		expect(await check(url + more)).toEqual(fine);
		expect(seen).toEqual(['/.well-known/openid-configuration']);
	}
);

test('an issuer below a path may call itself with a slash behind it', async () => {
	answer.body = document(`${url}/o/app/`);
	expect(await check(`${url}/o/app`)).toEqual(fine);
});

test.each([
	[
		'calls itself something else',
		{ status: 200, body: { issuer: 'https://x.example' } },
		'calls itself https://x.example'
	],
	['is not there', { status: 404, body: {} }, 'answered 404'],
	['is down', { status: 503, body: {} }, 'answered 503'],
	['describes no issuer', { status: 200, body: { hello: 'there' } }, 'does not describe an issuer']
])('an issuer that %s is a problem, in a sentence', async (_, wrong, sentence) => {
	answer = {
		...wrong,
		body: {
			...(wrong.status === 200 && 'issuer' in wrong.body ? document(url) : {}),
			...wrong.body
		}
	};
	const { level, text } = await check(url);
	expect(level).toBe('problem');
	expect(text).toMatch(/^OIDC_ACME_ISSUER does not work: /);
	expect(text).toContain(sentence);
});

test('an issuer that cannot be reached is a problem', async () => {
	const { level, text } = await check('http://127.0.0.1:9');
	expect(level).toBe('problem');
	expect(text).toContain('cannot be reached');
});
