import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readEnv } from '../src/lib/server/env.ts';
import { startLibsqlServer } from '../tests/support/libsql-server/index.ts';
import { checkClock } from './lib/doctor-clock.ts';

let issuer: Server;
let url: string;
/** Seconds by which the issuer's clock is ahead, or what it says in place of a date. */
let date: number | string = 0;

beforeAll(async () => {
	issuer = createServer((_, response) => {
		const said = typeof date === 'number' ? new Date(Date.now() + date * 1000).toUTCString() : date;
		response.writeHead(404, { date: said }).end();
	});
	await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
	url = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`;
});
afterAll(() => void issuer.close());

const envWith = (database: string) =>
	readEnv({ DATABASE_URL: database, AUTH_SECRET: 'x'.repeat(44) });

const check = (issuerUrl = url) =>
	checkClock(envWith('sqlite:./none.db'), true, [
		{ id: 'acme', name: 'Acme', issuer: issuerUrl, clientId: 'us', clientSecret: undefined }
	]);

test.each([
	[0, 'ok', "goes with Acme's"],
	[-12, 'hint', "1[123] seconds ahead of Acme's"],
	[3600, 'problem', "(3599|3600|3601) seconds behind Acme's: codes of apps are refused"]
])('a clock is compared with an issuer that is %i seconds ahead', async (ahead, level, text) => {
	date = ahead;
	expect(await check()).toEqual([{ level, text: expect.stringMatching(text) }]);
});

test('where nobody says a time, ours is shown to whoever asks', async () => {
	date = 'soon';
	const shown = [{ level: 'ok', text: expect.stringMatching(/^This machine's clock says 20/) }];
	expect(await check()).toEqual(shown);
	expect(await check('http://127.0.0.1:9')).toEqual(shown);
});

test('a database server is asked for its time', async () => {
	const server = await startLibsqlServer();
	const findings = await checkClock(envWith(server.url), true, []);
	await server.stop();
	const text = "This machine's clock goes with the database server's.";
	expect(findings).toEqual([{ level: 'ok', text }]);
});
