import { createServer } from 'node:http';
import { once } from 'node:events';
import { within } from '@/server/db/write-wait';
import type { Figure } from '@/feature/feature';
import { observe } from '@/server/measures';
import { StartupError } from '@/server/startup-error';
import { getBrakes } from '$modules/mail/api/outbox/get-brakes';
import { getMailQueue } from '$modules/mail/api/outbox/outbox-store';
import { createMetrics } from './create-metrics';

/** Milliseconds that a scrape waits for the database; without its answer it has nothing that lies there. */
const LOOK_MS = 1_000;

const look = async () => ({ queue: await getMailQueue(), brakes: await getBrakes() });

/** Apart from what is ours, whose absence is an alert, and from each other. */
const lookAt = (figures: readonly Figure[]) =>
	Promise.all(figures.map(({ read }) => within(LOOK_MS, read).catch(() => undefined)));

/**
 * Counts from now on, and shows the figures at `/metrics`, to whoever can reach the port.
 * @returns how to end that.
 * @throws StartupError
 */
export async function startMetrics(at: { port: number; host: string; figures: readonly Figure[] }) {
	const { registry, observer, ...show } = createMetrics(at.figures);
	const server = createServer((request, response) => {
		response.setHeader('X-Content-Type-Options', 'nosniff');
		response.setHeader('Cache-Control', 'no-store');
		if (request.url !== '/metrics' || request.method !== 'GET') {
			response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not found\n');
			return;
		}
		void Promise.all([within(LOOK_MS, look).catch(() => null), lookAt(at.figures)])
			.then(async ([found, figures]) => {
				show.setMailQueue(found?.queue ?? null);
				show.setBrakes(found?.brakes ?? null);
				show.setFigures(figures);
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
