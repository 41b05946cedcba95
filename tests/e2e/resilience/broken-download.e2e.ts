import { request } from 'node:http';
import { holdWriteLock } from '../support/hold-write-lock.ts';
import { openClient } from '../support/http-client.ts';
import { signIn } from '../support/steps.ts';
import { expect, test } from '../support/own-server.ts';

const path = '/settings/account/export';

test('serves on when a download is broken off before it begins', async ({
	page,
	server,
	person
}) => {
	await signIn(page, person);
	const cookies = await page.context().cookies();
	const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
	const others = openClient(server.origin);

	const lock = await holdWriteLock(server.databaseFile, 1_500);
	const download = request(server.origin + path, { headers: { cookie } });
	download.on('error', () => undefined);
	await new Promise<void>((sent) => download.end(sent));
	// Has been read when this is answered, and waits for its turn to write.
	await others.get('/healthz');
	download.destroy();
	expect(await lock.released).toBe(0);

	// Waits behind the other.
	const again = await page.request.get(path);
	expect(again.status()).toBe(200);
	expect((await others.get('/healthz')).status).toBe(200);
	expect(server.lines.filter((line) => line.includes('nobody waited'))).toEqual([]);
});
