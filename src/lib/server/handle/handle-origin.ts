import { error, redirect, type Handle, type RequestEvent } from '@sveltejs/kit';
import { postedAction } from '@/posted-form';
import { warnOfProxy } from '../client-context';
import { env } from '../env';
import { logSecurityEvent } from '../log-security-event';
import { readUpTo } from './read-up-to';
import { policyOf, type RoutePolicies, type RoutePolicy } from './route-policy';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Bytes of a body, but for the uploads that a route's policy names. */
const bodyLimit = 512 * 1024;

/**
 * Refuses what comes from another site, whatever its content type (403), a body that is too large
 * (413), and actions that only Kit sees (404). A visit under another name of this machine goes on at
 * ORIGIN (307), where its forms are taken.
 */
export const handleOrigin =
	(policies: RoutePolicies): Handle =>
	async ({ event, resolve }) => {
		const { method, headers } = event.request;
		event.locals.requestId = crypto.randomUUID();
		warnOfProxy(headers);
		const policy = policyOf(policies, event);
		if (safeMethods.has(method)) {
			if (method !== 'OPTIONS' && isUnderOtherName(event, policy)) {
				redirect(307, env().ORIGIN + event.url.pathname + event.url.search);
			}
			return resolve(event);
		}

		const origin = headers.get('origin');
		const other = method === 'POST' ? policy.acceptsPostFrom?.(event.params) : null;
		const expected = env().ORIGIN;
		if (origin !== expected && !(other && origin === other)) {
			logSecurityEvent('origin-refused', { origin: origin?.slice(0, 200) ?? 'none', expected });
			error(403, { message: 'Forbidden', id: event.locals.requestId, origin: expected });
		}
		await checkLength(event, policy);
		if (isInherited(postedAction(event.url))) error(404);
		return resolve(event);
	};

/**
 * Whether a visit asks for this machine by another name than that of ORIGIN, which is on localhost.
 * A proxy may ask by a name of its own: it tells the one that it was called by, or it stands at the
 * port of ORIGIN and asks at ours.
 */
function isUnderOtherName(event: RequestEvent, { answersAnyHost }: RoutePolicy): boolean {
	const { ORIGIN, PORT, isLocalhost } = env();
	const { headers } = event.request;
	const host = headers.get('host')?.toLowerCase();
	if (!isLocalhost || !host || answersAnyHost || event.isSubRequest) return false;
	const expected = new URL(ORIGIN);
	if (host === expected.host || headers.get('x-forwarded-host') === expected.host) return false;
	const ours = String(PORT);
	return expected.port === ours || !host.endsWith(`:${ours}`);
}

/**
 * An upload that is too large is for its form to refuse, unread; every other body ends here. One that
 * comes in pieces, as some proxies send it on, says nothing of its length: an upload is left to be read
 * in its turn, to the server's own limit.
 */
async function checkLength(event: RequestEvent, { uploadLimits }: RoutePolicy): Promise<void> {
	const { request, url, locals } = event;
	const inPieces = request.headers.has('transfer-encoding');
	const length = inPieces ? 0 : Number(request.headers.get('content-length') ?? 0);
	const uploadLimit = uploadLimits?.get(postedAction(url) ?? 'default');
	if (uploadLimit !== undefined) locals.isBodyTooLarge = length > uploadLimit;
	else if (length > bodyLimit || (inPieces && !(await holdBody(event)))) error(413);
}

/** Reads a body of no stated length, for whoever reads it later. @returns whether it is small enough. */
async function holdBody(event: RequestEvent): Promise<boolean> {
	const body = await readUpTo(event.request.body, bodyLimit);
	if (body) event.request = new Request(event.request, { body });
	return body !== null;
}

/** Kit looks actions up in a plain object, where it finds `constructor` too, and reserves a name. */
const isInherited = (name: string | null) =>
	name !== null && (name === 'default' || name in Object.prototype);

/**
 * Whether another site, or a sibling domain, made the browser ask (Fetch Metadata, `Sec-Fetch-Site`):
 * for a GET that costs something (ASVS 3.5.3). A browser that says nothing is let through.
 */
export function isFromElsewhere(headers: Headers): boolean {
	return ['cross-site', 'same-site'].includes(headers.get('sec-fetch-site') ?? '');
}
