import { Agent, request } from 'node:http';

interface Sent {
	headers?: Record<string, string>;
	/** Posted, where there is one. */
	form?: Record<string, string>;
}

export interface Answer {
	status: number;
	location: string;
	/** What the answer sets, as `name=value`. */
	cookies: string[];
}

/** Connections that are kept, for requests of which each takes the next free one. */
export function openConnections(count: number) {
	// The server closes what nobody used for five seconds: by then it is not asked along any more.
	const agent = new Agent({ keepAlive: true, maxSockets: count, timeout: 3_000 });
	return {
		count,
		send: (url: string, { headers, form }: Sent = {}) =>
			new Promise<Answer>((resolve, reject) => {
				const body = form && new URLSearchParams(form).toString();
				const type =
					body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
				const method = body === undefined ? 'GET' : 'POST';
				request(url, { agent, method, headers: { ...headers, ...type } }, (response) => {
					const { statusCode: status = 0, headers: got } = response;
					const cookies = (got['set-cookie'] ?? []).map((line) => line.split(';')[0]!);
					const answer = { status, location: got.location ?? '', cookies };
					response
						.resume()
						.once('end', () => resolve(answer))
						.once('error', reject);
				})
					.once('error', reject)
					.end(body);
			}),
		close: () => agent.destroy()
	};
}

export type Connections = ReturnType<typeof openConnections>;

/** How often a second `work` is done, by `workers` at once, for a time. */
export async function rateOf(
	work: () => Promise<unknown>,
	{ workers, ms }: { workers: number; ms: number }
): Promise<number> {
	const began = performance.now();
	let done = 0;
	const worker = async () => {
		while (performance.now() - began < ms) {
			await work();
			done += 1;
		}
	};
	await Promise.all(Array.from({ length: workers }, worker));
	return done / ((performance.now() - began) / 1000);
}

/** How long each `work` took, one after the other, for a time: in milliseconds. */
export async function timesOf(work: () => Promise<unknown>, ms: number): Promise<number[]> {
	const times: number[] = [];
	const until = performance.now() + ms;
	while (performance.now() < until) {
		const began = performance.now();
		await work();
		times.push(performance.now() - began);
	}
	return times;
}
