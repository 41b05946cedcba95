/**
 * What a sign-in cannot do without: a bare server that takes a form and verifies one hash, as many at
 * once as the app does. `node raw-server.ts HASH PASSWORD` prints its port.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import { verify } from '@node-rs/argon2';

const [hash = '', password = ''] = process.argv.slice(2);
const waiting: (() => void)[] = [];
let running = 0;

async function verifyInTurn(): Promise<boolean> {
	if (running < availableParallelism()) running += 1;
	else await new Promise<void>((resolve) => waiting.push(resolve));
	const fits = await verify(hash, password);
	const next = waiting.shift();
	if (next) next();
	else running -= 1;
	return fits;
}

const server = createServer((request, response) => {
	request.resume().once('end', async () => {
		const fits = await verifyInTurn();
		response.writeHead(fits ? 303 : 400, { location: '/' }).end();
	});
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
