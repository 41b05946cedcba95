import { parentPort, workerData } from 'node:worker_threads';
import type { Order, Report } from './run-in-worker.ts';
import { createLibsqlServer } from './server.ts';
import type { ServerSettings } from './server.ts';

// The thread that a test's server runs on: does what it is told, one order after another.
const { port, ...server } = await createLibsqlServer(workerData as ServerSettings);

parentPort!.on('message', async ({ id, method, args }: Order) => {
	const report: Report = { id };
	try {
		const run = server[method] as (...values: unknown[]) => unknown;
		report.value = await run(...args);
	} catch (error) {
		report.error = error;
	}
	parentPort!.postMessage(report);
});
parentPort!.postMessage({ port });
