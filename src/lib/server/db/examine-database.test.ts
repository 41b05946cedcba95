import { once } from 'node:events';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { createClient, LibsqlError } from '@libsql/client';
import { WebSocketServer } from 'ws';
import { afterEach, expect, inject, test } from 'vitest';
import { startLibsqlServer, type LibsqlServer } from '$tests/libsql-server';
import { rateLimits } from '../../../modules/limits/models/z.rate-limit';
import { parseDatabaseUrl } from '../database-url';
import { createDb } from './create-db';
import { examineDatabase } from './examine-database';
import { asTryLater, CommitUnknownError } from './errors';
import { explainFault } from './explain-fault';
import { migrateDatabase } from './migrate-db';

let server: LibsqlServer | undefined;
let mute: Server | undefined;
let curt: WebSocketServer | undefined;
let other: HttpServer | undefined;
afterEach(async () => {
	await server?.stop();
	mute?.close();
	curt?.close();
	other?.close();
	server = mute = curt = other = undefined;
});

const template = `${inject('databaseFolder')}/template.db`;
const start = async (options: Parameters<typeof startLibsqlServer>[0] = {}) =>
	(server = await startLibsqlServer({ template, synchronous: 'FULL', ...options }));

/** What is found, and after how long. */
async function examine(url: string, token?: string) {
	const began = performance.now();
	const client = createDb(url, token).$client;
	const found = await examineDatabase(client, parseDatabaseUrl(url), Boolean(token));
	client.close();
	expect(performance.now() - began).toBeLessThan(5_000);
	return found;
}
const problem = (text: RegExp) => ({
	problems: [expect.stringMatching(text) as string],
	warnings: []
});

test('a file and a server as they should be: nothing is found', async () => {
	expect(await examine(process.env.DATABASE_URL!)).toEqual({ problems: [], warnings: [] });
	const { url, tokens } = await start({ auth: true });
	expect(await examine(url, tokens!.full)).toEqual({ problems: [], warnings: [] });
});

test('a server that is not there, and one that takes connections and says nothing', async () => {
	mute = createServer().listen(0, '127.0.0.1');
	await new Promise((resolve) => mute!.once('listening', resolve));
	const { port } = mute.address() as AddressInfo;
	for (const scheme of ['http', 'ws']) {
		const nobody = problem(/\(127\.0\.0\.1:9\) is not reachable: .*ECONNREFUSED/);
		expect(await examine(`${scheme}://127.0.0.1:9`)).toEqual(nobody);
		expect(await examine(`${scheme}://127.0.0.1:${port}`)).toEqual(
			problem(/does not answer in time/)
		);
	}
});

test.each([
	[204, ''],
	[304, ''],
	[200, '<h1>Back soon</h1>'],
	[302, '']
])('something else that answers %i at the address', async (status, body) => {
	other = createHttpServer((_, response) => response.writeHead(status).end(body));
	other.listen(0, '127.0.0.1');
	await once(other, 'listening');
	const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
	const reason = `is not reachable: HTTP ${status} without JSON`;
	expect(await examine(url)).toEqual(problem(new RegExp(reason)));
	await expect(migrateDatabase(url)).rejects.toThrow(reason);
	const db = createDb(url);
	const write = db.insert(rateLimits).values({ key: 'a', points: 1 });
	const error: unknown = await write.execute().catch((thrown: unknown) => thrown);
	expect(asTryLater(error)).toBeInstanceOf(CommitUnknownError);
	db.$client.close();
});

test('no token, a wrong one, and one that may only read', async () => {
	const { url, wsUrl, tokens } = await start({ auth: true });
	for (const address of [url, wsUrl]) {
		expect(await examine(address)).toEqual(
			problem(/(?:asks for|want of) a token: set DATABASE_AUTH_TOKEN/)
		);
		expect(await examine(address, 'wrong')).toEqual(
			problem(/refuses DATABASE_AUTH_TOKEN|DATABASE_AUTH_TOKEN that it refuses/)
		);
		expect(await examine(address, tokens!.readOnly)).toEqual(
			problem(/DATABASE_AUTH_TOKEN (?:that )?may read only/)
		);
	}
});

test('a server that cuts the line of whoever has no token, before its reason is read', async () => {
	curt = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'hrana2' });
	curt.on('connection', (socket) => socket.terminate());
	await new Promise((resolve) => curt!.once('listening', resolve));
	const url = `ws://127.0.0.1:${(curt.address() as AddressInfo).port}`;
	expect(await examine(url)).toEqual(problem(/as for want of a token: set DATABASE_AUTH_TOKEN/));
	expect(await examine(url, 'wrong')).toEqual(
		problem(/as for a DATABASE_AUTH_TOKEN that it refuses/)
	);
});

test('one that ends after it was read is not taken for a token that will not do', () => {
	const cut = new LibsqlError('WebSocket was closed with code 1006', 'HRANA_WEBSOCKET_ERROR');
	const target = parseDatabaseUrl('wss://db.example.com');
	expect(explainFault(cut, target, { hasToken: true, canRead: true })).toMatch(/is not reachable/);
});

test('a lock that another process holds is no reason not to start', async () => {
	const other = createClient({ url: process.env.DATABASE_URL! });
	const lock = await other.transaction('write');
	const { problems, warnings } = await examine(process.env.DATABASE_URL!);
	await lock.rollback();
	other.close();
	expect([problems, warnings]).toEqual([[], [expect.stringMatching(/locked by another process/)]]);
});

test('an empty database lacks its migrations', async () => {
	const { url } = await start({ template: undefined });
	expect(await examine(url)).toEqual(problem(/lacks \d+ migration.*db:migrate, and start again$/));
});

test('foreign keys that are off are a reason not to start, a weak durability one to warn', async () => {
	const { url } = await start({ foreignKeys: false, synchronous: 'NORMAL' });
	expect(await examine(url)).toEqual({
		problems: [expect.stringMatching(/does not keep foreign keys/)],
		warnings: [expect.stringMatching(/power cut/)]
	});
});
