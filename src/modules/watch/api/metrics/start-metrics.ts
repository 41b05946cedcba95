import { createServer } from 'node:http';
import { once } from 'node:events';
import { within } from '@/server/db/write-wait';
import { observe } from '@/server/measures';
import { StartupError } from '@/server/startup-error';
import { getBrakes } from '$modules/mail/api/outbox/get-brakes';
import { getMailQueue } from '$modules/mail/api/outbox/outbox-store';
import { createMetrics } from './create-metrics';

/** Milliseconds that a scrape waits for the database; without its answer it has nothing of mails. */
const LOOK_MS = 1_000;

const look = async () => ({ queue: await getMailQueue(), brakes: await getBrakes() });

/**
 * Counts from now on, and shows the figures at `/metrics`, to whoever can reach the port.
 * @returns how to end that.
 * @throws StartupError
 */
export async function startMetrics(at: { port: number; host: string }) {
	const { registry, observer, setMailQueue, setBrakes } = createMetrics();
	const server = createServer((request, response) => {
		response.setHeader('X-Content-Type-Options', 'nosniff');
		response.setHeader('Cache-Control', 'no-store');
		if (request.url !== '/metrics' || request.method !== 'GET') {
			response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not found\n');
			return;
		}
		void within(LOOK_MS, look)
			.catch(() => null)
			.then(async (found) => {
				setMailQueue(found?.queue ?? null);
				setBrakes(found?.brakes ?? null);
				const text = await registry.metrics();
				response.writeHead(200, { 'Content-Type': registry.contentType }).end(text);
			})
			.catch(() => response.destroy());
	});
	server.listen(at.port, at.host);
	try {
		await once(server, 'listening');
	} catch (error) {
		throw new StartupError('METRICS_HOST and METRICS_PORT: nothing can listen there', error);
	}
	const forget = observe(observer);

	return async function stop(): Promise<void> {
		forget();
		registry.clear();
		server.close();
		server.closeAllConnections();
	};
}
