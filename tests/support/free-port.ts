import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * A port on loopback that nobody listens on. It lies below those that the system gives to whoever
 * asks for any, so that it stays free until its server listens, and while that is stopped.
 */
export async function freePort(): Promise<number> {
	for (;;) {
		const port = randomInt(11_000, 32_000);
		const probe = createServer().listen(port, '127.0.0.1');
		const isFree = await once(probe, 'listening').then(
			() => true,
			() => false
		);
		if (!isFree) continue;
		probe.close();
		await once(probe, 'close');
		return port;
	}
}
