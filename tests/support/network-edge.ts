import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers one request; `body` is what it carried. */
type Answer = (
	request: IncomingMessage & { body: string },
	response: ServerResponse
) => void | Promise<void>;

interface Dispatcher {
	dispatch(
		options: { origin: string | URL; path: string; headers: unknown },
		handler: object
	): boolean;
}

const slot = Symbol.for('undici.globalDispatcher.1');

/**
 * Takes the place of the internet: what fetch sends to an https origin goes to a server on loopback
 * that answers by method and address. All of fetch, redirects and limits included, stays real. An
 * address without an answer is a 502, and `missed` has it.
 */
export async function startNetworkEdge() {
	const answers = new Map<string, Answer>();
	const missed: string[] = [];
	const seen: { address: string; headers: IncomingMessage['headers']; body: string }[] = [];

	const server = createServer((request, response) => void serve(request, response));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const edge = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

	// Makes undici's dispatcher exist.
	await fetch(edge).catch(() => {});
	missed.length = 0;
	seen.length = 0;
	const globals = globalThis as typeof globalThis & { [slot]: Dispatcher };
	const outside = globals[slot];
	globals[slot] = {
		dispatch(options, handler) {
			const origin = new URL(options.origin);
			if (origin.protocol !== 'https:') return outside.dispatch(options, handler);
			const headers = { ...(options.headers as Record<string, string>), 'x-edge': origin.origin };
			return outside.dispatch({ ...options, origin: edge, headers }, handler);
		}
	};

	async function serve(request: IncomingMessage, response: ServerResponse) {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk);
		const body = Buffer.concat(chunks).toString();
		const [path] = (request.url ?? '').split('?');
		const address = `${request.method} ${request.headers['x-edge']}${path}`;
		seen.push({ address, headers: request.headers, body });
		const answer = answers.get(address);
		if (answer) return answer(Object.assign(request, { body }), response);
		missed.push(address);
		response.writeHead(502).end();
	}

	return {
		missed,
		/** Every request so far, without its query. */
		seen,
		/** `address` is as in `GET https://api.github.com/user`. */
		on(address: string, answer: Answer): void {
			answers.set(address, answer);
		},
		/** Answers with JSON. */
		json(address: string, value: unknown, status = 200): void {
			answers.set(address, (_, response) => {
				response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
				response.end(JSON.stringify(value));
			});
		},
		reset(): void {
			answers.clear();
			missed.length = 0;
			seen.length = 0;
		},
		async stop(): Promise<void> {
			globals[slot] = outside;
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		}
	};
}

export type NetworkEdge = Awaited<ReturnType<typeof startNetworkEdge>>;

/** Ways in which an endpoint fails, by name. */
export const failures: Record<
	string,
	(request: IncomingMessage, response: ServerResponse) => void
> = {
	hangs: () => {},
	'starts and hangs': (_, response) => {
		response.writeHead(200, { 'content-type': 'application/json' }).write('{"a":');
	},
	'answers 500': (_, response) => {
		response.writeHead(500, { 'content-type': 'application/json' }).end('{}');
	},
	'answers HTML': (_, response) => {
		response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome to the Wi-Fi</h1>');
	},
	'answers 10 MB': (_, response) => {
		response.writeHead(200, { 'content-type': 'application/json' });
		response.end(JSON.stringify({ access_token: 'x'.repeat(10 * 1024 * 1024) }));
	},
	redirects: (_, response) => {
		response.writeHead(302, { location: 'https://elsewhere.example/' }).end();
	},
	'answers broken JSON': (_, response) => {
		response.writeHead(200, { 'content-type': 'application/json' }).end('{"access_token":');
	},
	'closes the connection': (request) => {
		request.socket.destroy();
	}
};
