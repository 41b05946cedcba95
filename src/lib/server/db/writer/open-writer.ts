import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Answer, Request, Sent } from './messages.ts';

/** Beside this file in the source and, as `server/adapter.js` sees to, in the build. */
const threadFile = new URL(`./thread${extname(import.meta.url)}`, import.meta.url);

/** A request on its way: `id` is what a transaction is continued by. A failure is an answer too. */
export type Asked = { id: number; answer: Promise<Answer> };

/** Asks a thread that writes to the file at `path`; it starts with the first request. */
export function openWriter(path: string) {
	let thread: ReturnType<typeof startThread> | undefined;
	// Of all threads together: what is left of a transaction of one must not be taken for another's.
	let lastId = 0;
	const nextId = () => ++lastId;

	function start() {
		const started = startThread(path, nextId, () => {
			// It tells of its failure and then of its end, when another may have taken its place.
			if (thread === started) thread = undefined;
		});
		return started;
	}

	return {
		ask(request: Request): Asked {
			thread ??= start();
			return thread.ask(request);
		},
		/** What has been asked for is still done; a later request starts anew. */
		close(): void {
			thread?.ask({ type: 'close' });
			thread = undefined;
		}
	};
}

function startThread(path: string, nextId: () => number, ended: () => void) {
	const pending = new Map<number, (answer: Answer) => void>();
	let outbox: Sent[] = [];

	function settle(answer: Answer): void {
		pending.get(answer.id)?.(answer);
		pending.delete(answer.id);
		// An idle thread is no reason for a script to live on.
		if (pending.size === 0) worker.unref();
	}

	function fail(error: Error): void {
		ended();
		for (const [id, resolve] of pending) resolve({ id, failure: { kind: 'thread', error } });
		pending.clear();
	}

	/** What one turn of the loop asks for is one message. */
	function flush(): void {
		worker.postMessage(outbox);
		outbox = [];
	}

	const worker = new Worker(threadFile, { name: 'database writer', workerData: path });
	worker.on('message', (answers: Answer[]) => answers.forEach(settle));
	worker.on('error', fail);
	worker.on('exit', () => fail(new Error('It has ended.')));

	return {
		ask(request: Request): Asked {
			const id = nextId();
			if (pending.size === 0) worker.ref();
			const answer = new Promise<Answer>((resolve) => pending.set(id, resolve));
			if (outbox.push({ ...request, id }) === 1) queueMicrotask(flush);
			return { id, answer };
		}
	};
}
