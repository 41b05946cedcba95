import { error, type RequestEvent } from '@sveltejs/kit';
import { env, type Env } from '@/server/env';
import { isLoopback } from '@/server/env-rules';

const forwarding = /^(?:forwarded|via|x-real-ip|x-forwarded-.+)$/;

/** What adapter-node adds to an event; the dev server does not. */
interface NodePlatform {
	req?: { socket?: { remoteAddress?: string } };
}

/**
 * Lets only those requests on that may read the built-in mailbox, and keeps the answer out of caches.
 * @throws 404 as for a path that does not exist.
 */
export function guardMailbox(
	event: Pick<RequestEvent, 'platform' | 'request' | 'getClientAddress' | 'setHeaders'>
): void {
	const { req } = (event.platform ?? {}) as NodePlatform;
	// With ADDRESS_HEADER set, getClientAddress() tells what a header says: the socket goes first.
	const peer = req ? req.socket?.remoteAddress : event.getClientAddress();
	if (!allowsMailbox({ peer, headers: event.request.headers })) error(404, 'Not Found');
	event.setHeaders({ 'cache-control': 'no-store' });
}

/**
 * Whether the built-in mailbox answers a request: only to this machine, under the configured name
 * (a foreign Host is a rebound DNS name), and never through a proxy, which speaks for others.
 * @param peer address of the socket's other end, never one that a header names.
 */
export function allowsMailbox(
	{ peer, headers }: { peer: string | undefined; headers: Headers },
	{ mailboxEnabled, ORIGIN }: Pick<Env, 'mailboxEnabled' | 'ORIGIN'> = env()
): boolean {
	return (
		mailboxEnabled &&
		peer !== undefined &&
		isLoopback(peer) &&
		headers.get('host') === new URL(ORIGIN).host &&
		![...headers.keys()].some((name) => forwarding.test(name))
	);
}
