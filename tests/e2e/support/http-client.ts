import { ADDRESS_HEADER } from './server.ts';

let clients = 0;

/**
 * A browser reduced to forms and cookies, for tests that need many. Each comes from an address of
 * its own (RFC 2544), so that no limit is shared.
 * @param kept cookies that it has already.
 */
export function openClient(origin: string, kept: Record<string, string> = {}) {
	clients += 1;
	const address = `198.19.${(clients >> 8) % 256}.${clients % 256}`;
	const cookies = new Map(Object.entries(kept));

	async function send(path: string, init: RequestInit = {}, at = origin): Promise<Response> {
		const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
		const response = await fetch(new URL(path, at), {
			redirect: 'manual',
			...init,
			headers: { origin, cookie, [ADDRESS_HEADER]: address, accept: 'text/html' }
		});
		for (const line of response.headers.getSetCookie()) {
			const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
			if (/max-age=0/i.test(line)) cookies.delete(name);
			else cookies.set(name, value);
		}
		return response;
	}

	return {
		get: (path: string, at?: string) => send(path, {}, at),
		/**
		 * Posts a form, as a browser without JavaScript does.
		 * @param at the instance that gets it, where a proxy before several would choose one.
		 */
		post: (path: string, fields: Record<string, string>, at?: string) =>
			send(path, { method: 'POST', body: new URLSearchParams(fields) }, at)
	};
}

export type HttpClient = ReturnType<typeof openClient>;
