import type { RequestEvent } from '@sveltejs/kit';
import { env } from '@/server/env';
import { stopMailWorker } from '$modules/mail/api/worker/mail-worker';
import { createJar } from './cookie-jar';
import { createKitServer } from './kit-server';

type Fields = Record<string, string | string[]> | URLSearchParams | FormData;
type Options = { headers?: Record<string, string>; method?: string };

const server = await createKitServer();
// Mail goes out when a test asks for it (mails.ts).
await stopMailWorker();
let addresses = 0;

/** An address that no other browser of this file has: limits count by address. */
function nextAddress(): string {
	addresses += 1;
	return `198.18.${addresses >> 8}.${addresses & 255}`;
}

function toBody(fields: Fields): URLSearchParams | FormData {
	if (fields instanceof URLSearchParams || fields instanceof FormData) return fields;
	const pairs = Object.entries(fields).flatMap(([name, value]) =>
		[value].flat().map((one) => [name, one])
	);
	return new URLSearchParams(pairs);
}

/** Answers one request as the server would, from the client at `address`. */
export async function answer(request: Request, address = nextAddress()): Promise<Response> {
	const platform = { req: { socket: { remoteAddress: address } } };
	return server.respond(request, {
		getClientAddress: () => address,
		platform: platform as unknown as RequestEvent['platform']
	});
}

/** A request with the headers that a browser and Node put on it. */
export async function createRequest(
	path: string,
	{ headers = {}, ...init }: RequestInit & { headers?: Record<string, string> } = {}
): Promise<Request> {
	const request = new Request(new URL(path, env().ORIGIN), { redirect: 'manual', ...init });
	const defaults: Record<string, string> = {
		host: request.headers.get('host') ?? new URL(env().ORIGIN).host,
		'user-agent': 'Test/1.0',
		accept: 'text/html'
	};
	if (init.method && init.method !== 'GET') {
		const body = await request.clone().arrayBuffer();
		defaults.origin = env().ORIGIN;
		if (init.body) defaults['content-length'] = String(body.byteLength);
	}
	for (const [name, value] of Object.entries({ ...defaults, ...headers })) {
		if (value === '') request.headers.delete(name);
		else request.headers.set(name, value);
	}
	return request;
}

/**
 * A browser of its own: an address and a cookie jar. A header given as the empty text is left out.
 * @param from the client's address; by default one that nobody else has.
 */
export function openBrowser({ from = nextAddress() } = {}) {
	const jar = createJar();

	async function send(path: string, init: Parameters<typeof createRequest>[1] = {}) {
		const cookie = jar.header();
		const headers = { ...(cookie && { cookie }), ...init.headers };
		const response = await answer(await createRequest(path, { ...init, headers }), from);
		jar.keep(response);
		return response;
	}

	return {
		address: from,
		jar,
		send,
		get: (path: string, options: Options = {}) => send(path, options),
		/** Posts a form without JavaScript. */
		post: (path: string, fields: Fields = {}, options: Options = {}) =>
			send(path, { method: 'POST', body: toBody(fields), ...options }),
		/** Posts a form as `use:enhance` does; the answer is the action's result. */
		async enhance(path: string, fields: Fields = {}): Promise<ActionJson> {
			const headers = { accept: 'application/json', 'x-sveltekit-action': 'true' };
			const response = await send(path, { method: 'POST', body: toBody(fields), headers });
			return (await response.json()) as ActionJson;
		}
	};
}

type ActionJson = { type: string; status: number; location?: string; data?: string };
export type Browser = ReturnType<typeof openBrowser>;
