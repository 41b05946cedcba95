import { readdirSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { expect, test } from '../support/fixtures.ts';
import { signIn } from '../support/steps.ts';

const root = resolve(import.meta.dirname, '../../..');

/** Of the files that the build hands out, one of each kind. */
function onePerKind(): string[] {
	const files = readdirSync(`${root}/build/client`, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && !/\.(?:br|gz)$/.test(entry.name))
		.map(({ parentPath, name }) => `${parentPath}/${name}`.slice(`${root}/build/client`.length));
	return [...new Map(files.map((path) => [extname(path), path])).values()];
}

/** Every endpoint that needs no parameter, as the folders of the routes have it. */
function endpoints(): string[] {
	return readdirSync(`${root}/src/routes`, { recursive: true, withFileTypes: true })
		.filter(({ name }) => name === '+server.ts')
		.map(({ parentPath }) => parentPath.slice(`${root}/src/routes`.length))
		.map((path) => path.replaceAll(/\/\([^)]+\)/g, '').replaceAll(/\[[^\]]+\]/g, 'none'));
}

test('every answer in words says that it is UTF-8, whoever gives it', async ({
	page,
	person,
	server
}) => {
	await signIn(page, person);
	const { request } = page.context();
	const origin = server.origin;
	const urls = ['/', '/sign-in', '/sign-in/__data.json', '/nowhere', '/%E0%A4%A', '/_app/none.js'];
	const asked: [method: string, path: string, headers?: Record<string, string>][] = [
		...[...urls, ...endpoints(), ...onePerKind()].map((path): [string, string] => ['GET', path]),
		['PUT', '/settings/profile', { origin }],
		['PUT', '/healthz', { origin }],
		['POST', '/', { origin }],
		['POST', '/sign-out', { origin: 'https://elsewhere.example' }],
		['POST', '/settings/profile?/nothing', { origin }],
		['POST', '/settings/profile?/update', { origin, 'content-type': 'text/plain' }],
		['POST', '/preferences', { origin, accept: 'text/plain' }]
	];
	const kinds = new Set<string>();
	for (const [method, path, headers] of asked) {
		const answer = await request.fetch(path, { method, headers, maxRedirects: 0 });
		const type = answer.headers()['content-type'] ?? '';
		const body = await answer.body();
		if (body.length === 0) continue;
		const [kind = ''] = type.split(';');
		kinds.add(kind);
		const isText = /^text\/|javascript/.test(kind);
		const name = `${method} ${path} (${answer.status()}, ${type})`;
		expect(/^[\w-]+\/[\w.+-]+/.test(type), name).toBe(true);
		expect(!isText || /;\s*charset=utf-8$/i.test(type), name).toBe(true);
	}
	for (const kind of ['text/html', 'text/plain', 'text/css', 'text/javascript']) {
		expect([...kinds]).toContain(kind);
	}
});
