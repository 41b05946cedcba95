import { AsyncLocalStorage } from 'node:async_hooks';
import { isLoopback } from '../../../../lib/server/env-rules.ts';
import { ProviderError } from '../identity/provider.ts';
import { toJson } from './to-json.ts';

const CALL_LIMIT_MS = 5_000;
/** For all calls of one answer together: a page has to come within ten seconds. */
const TOTAL_LIMIT_MS = 8_000;
const BODY_LIMIT = 1024 * 1024;
const jsonType = 'application/json';

type Scope = { deadline: AbortSignal };

// By name, so that it is found after a reload in development: fetch must be wrapped only once.
const slot = Symbol.for('porchlight.provider-fetch');
type Installed = { scope: AsyncLocalStorage<Scope>; platformFetch: typeof fetch };
const globals = globalThis as typeof globalThis & { [slot]?: Installed };

/**
 * arctic calls the global `fetch` and takes no other. So the global one looks, once a process, whether
 * the call comes from inside {@link withProviderFetch}; any other caller (libSQL, Kit) gets the
 * platform's own with the very arguments it gave.
 */
function installed(): Installed {
	if (globals[slot]) return globals[slot];
	const platformFetch = globalThis.fetch;
	const scope = new AsyncLocalStorage<Scope>();
	globalThis.fetch = (input, init) =>
		scope.getStore() ? providerFetch(input, init) : platformFetch(input, init);
	return (globals[slot] = { scope, platformFetch });
}

/** Runs `work` with its calls, those of libraries too, under the limits of {@link providerFetch}. */
export function withProviderFetch<T>(work: () => Promise<T>): Promise<T> {
	const { scope } = installed();
	if (scope.getStore()) return work();
	return scope.run({ deadline: AbortSignal.timeout(TOTAL_LIMIT_MS) }, work);
}

/**
 * A call to a provider: https (http on loopback), 5 s from the first byte to the last, 1 MB after
 * decompression, no redirects. The answer is JSON, whatever its type is called, and is handed on as
 * such with 200; a refusal (4xx) keeps its status. Anything else, and a status from 500 on, is a
 * `ProviderError`.
 */
export async function providerFetch(
	input: Parameters<typeof fetch>[0],
	init?: RequestInit
): Promise<Response> {
	const { scope, platformFetch } = installed();
	const url = new URL(input instanceof Request ? input.url : input);
	if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
		throw new ProviderError('misconfigured', `${url.origin} is not https`);
	}
	const where = url.origin + url.pathname;
	const deadline = scope.getStore()?.deadline;
	const signal = AbortSignal.any([
		AbortSignal.timeout(CALL_LIMIT_MS),
		...(deadline ? [deadline] : [])
	]);
	try {
		const response = await platformFetch(input, { ...init, redirect: 'manual', signal });
		return await readWhole(response, where);
	} catch (error) {
		if (error instanceof ProviderError) throw error;
		const reason = signal.aborted ? 'did not answer in time' : 'cannot be reached';
		throw new ProviderError('unreachable', `${where} ${reason}`, { cause: error });
	}
}

/**
 * Whether `value` can be a provider's address: https without user, query and fragment; http on
 * loopback alone, and only while ORIGIN is on localhost too.
 */
export function isProviderUrl(value: string, localhost: boolean): boolean {
	if (!URL.canParse(value) || /[?#\s]/.test(value)) return false;
	const url = new URL(value);
	if (url.username || url.password) return false;
	const local = localhost && url.protocol === 'http:' && isLoopback(url.hostname);
	return url.protocol === 'https:' || local;
}

/** The response with its body read, when it is one that we take. */
async function readWhole(response: Response, where: string): Promise<Response> {
	const { status, headers } = response;
	const redirects = status >= 300 && status < 400;
	if (redirects || status >= 500 || status === 429) {
		await response.body?.cancel();
		const refusal = redirects ? 'redirects' : `answered ${status}`;
		throw new ProviderError('unreachable', `${where} ${refusal}`);
	}
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of response.body ?? []) {
		size += chunk.byteLength;
		if (size > BODY_LIMIT) throw new ProviderError('unreachable', `${where} answers too much`);
		chunks.push(chunk);
	}
	const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
	const json = toJson(new TextDecoder().decode(Buffer.concat(chunks)), type, !response.ok);
	if (json === null) {
		const found = type || 'no type';
		throw new ProviderError('unreachable', `${where} answered ${status} with ${found}, not JSON`);
	}
	// Libraries take 200 alone for a success.
	const init = { status: response.ok ? 200 : status, headers: { 'content-type': jsonType } };
	return new Response(json, init);
}
