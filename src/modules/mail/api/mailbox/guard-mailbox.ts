import { error, type RequestEvent } from '@sveltejs/kit';
import { allowsMailbox } from './allows-mailbox';

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
