import { error, type Handle } from '@sveltejs/kit';
import { warnOfUnnamedProxy } from '../client-context';
import { env } from '../env';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Bytes of a body, but for the routes named. */
const bodyLimit = 512 * 1024;
const bodyLimits: Record<string, number> = {};

/**
 * Refuses what comes from another site, whatever its content type (403), a body that is too large
 * (413) and one that does not say how large it is (411), and actions that only Kit sees (404).
 */
export const handleOrigin: Handle = ({ event, resolve }) => {
	const { method, headers } = event.request;
	event.locals.requestId = crypto.randomUUID();
	warnOfUnnamedProxy(headers);
	if (safeMethods.has(method)) return resolve(event);

	if (headers.get('origin') !== env().ORIGIN) error(403);
	if (headers.has('transfer-encoding')) error(411);
	const limit = bodyLimits[event.route.id ?? ''] ?? bodyLimit;
	if (Number(headers.get('content-length') ?? 0) > limit) error(413);
	if (isInherited(actionName(event.url))) error(404);
	return resolve(event);
};

/** Kit looks actions up in a plain object, where it finds `constructor` too, and reserves a name. */
const isInherited = (name: string) => name === 'default' || name in Object.prototype;

const actionName = (url: URL) =>
	[...url.searchParams.keys()].find((key) => key.startsWith('/'))?.slice(1) ?? '';
