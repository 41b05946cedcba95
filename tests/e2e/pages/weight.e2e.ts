import { generateKeyPairSync } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { expect, test as base } from '../support/fixtures.ts';
import { openClient } from '../support/http-client.ts';
import { startServer } from '../support/server.ts';
import { weighHead, weighPasskeys, weighScripts } from '../support/weigh.ts';

const ids =
	'github google gitlab microsoft apple discord facebook linkedin slack twitch spotify bitbucket x ' +
	'notion figma zoom dropbox reddit yahoo line kakao naver';

/** The journeys' fixtures, with every provider that there is. */
const test = base.extend<object, object>({
	server: [
		async ({ mail }, use) => {
			const clients = ids.split(' ').map((id) => `OAUTH_${id.toUpperCase()}_CLIENT`);
			const { privateKey } = generateKeyPairSync('ec', {
				namedCurve: 'P-256',
				privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
				publicKeyEncoding: { type: 'spki', format: 'pem' }
			});
			const env = {
				SMTP_URL: mail.url,
				...Object.fromEntries(
					clients.flatMap((name) => [`${name}_ID`, `${name}_SECRET`].map((key) => [key, 'a']))
				),
				OAUTH_APPLE_CLIENT_SECRET: '',
				OAUTH_APPLE_TEAM_ID: 'TEAM123456',
				OAUTH_APPLE_KEY_ID: 'KEY1234567',
				OAUTH_APPLE_PRIVATE_KEY: privateKey.replaceAll('\n', '\\n')
			};
			const server = await startServer({ env });
			await use(server);
			await server.remove();
		},
		{ scope: 'worker' }
	]
});

/** The address of every page, with something in the place of what is variable. */
const pages = readdirSync('src/routes', { recursive: true, encoding: 'utf8' })
	.filter((file) => file.endsWith('+page.svelte'))
	.map((file) => `/${file.replace(/\/?\+page\.svelte$/, '')}`)
	.map((path) => path.replace(/\/\([^)]+\)/g, '').replace(/\[[^\]]+\]/g, 'x') || '/');

for (const who of ['signed out', 'signed in'] as const) {
	test(`no page is heavy, and no answer has a large head: ${who}`, async ({ server, person }) => {
		const client = openClient(server.origin);
		const signIn = weighScripts((await client.get('/sign-in')).headers.get('link') ?? '', false);
		expect(signIn.bytes).toBeLessThanOrEqual(45_000);
		expect(signIn.files).toBeLessThanOrEqual(12);
		const passkeys = weighPasskeys();
		expect(passkeys).toBeGreaterThan(0);
		expect(passkeys).toBeLessThanOrEqual(4_000);

		const { email, password } = person;
		if (who === 'signed in') await client.post('/sign-in?/password', { email, password });
		for (const path of pages) {
			const response = await client.get(path);
			expect(weighHead(response), `the head of ${path}`).toBeLessThanOrEqual(3_000);
			const { bytes, files } = weighScripts(
				response.headers.get('link') ?? '',
				who === 'signed in'
			);
			expect(bytes, `JavaScript of ${path}`).toBeLessThanOrEqual(signIn.bytes + 15_000);
			expect(files, `files of ${path}`).toBeLessThanOrEqual(20);
		}
		expect(pages).toContain('/settings/profile');
	});
}
