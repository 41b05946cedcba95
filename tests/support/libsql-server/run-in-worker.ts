import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { RunningServer, ServerSettings } from './server.ts';

type Methods = Omit<RunningServer, 'port'>;
type Arguments = unknown[];

/** What a worker is told, and what it says. */
export type Order = { id: number; method: keyof Methods; args: Arguments };
export type Report = { id: number; value?: unknown; error?: unknown };

/** The server's own methods, each of them asynchronous: it works on another thread. */
type Remote = {
	[Method in keyof Methods]: (
		...args: Parameters<Methods[Method]>
	) => Promise<Awaited<ReturnType<Methods[Method]>>>;
};

const methods = [
	'hang',
	'resume',
	'hangNext',
	'loseAnswer',
	'failNext',
	'refuseNext',
	'delay',
	'trips',
	'forgetTrips',
	'kill',
	'restart',
	'closeIdle',
	'stop'
] as const satisfies (keyof Methods)[];

/** Starts a server on a thread of its own. It ends with this process, if nobody stops it before. */
export async function runInWorker(settings: ServerSettings) {
	const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: settings });
	const [{ port }] = (await once(worker, 'message')) as [{ port: number }];
	worker.unref();

	const waiting = new Map<number, (report: Report) => void>();
	worker.on('message', (report: Report) => waiting.get(report.id)?.(report));
	let orders = 0;

	const call = async (method: keyof Methods, args: Arguments): Promise<unknown> => {
		const id = ++orders;
		const report = new Promise<Report>((resolve) => waiting.set(id, resolve));
		worker.ref();
		worker.postMessage({ id, method, args } satisfies Order);
		const { value, error } = await report;
		waiting.delete(id);
		worker.unref();
		if (error) throw error;
		if (method === 'stop') await worker.terminate();
		return value;
	};

	const remote = Object.fromEntries(
		methods.map((method) => [method, (...args: Arguments) => call(method, args)])
	) as unknown as Remote;
	return { ...remote, port };
}
