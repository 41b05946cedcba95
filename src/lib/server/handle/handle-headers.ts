import type { Handle } from '@sveltejs/kit';
import { env } from '../env';
import { policyOf, type RoutePolicies } from './route-policy';
import { restateAnswer } from './restate-answer';
import { thrownResponse } from './thrown-response';

/** For what Kit gives none: files, data, redirects, and the page of an error, which has a style in it. */
const policyOfNoPage = [
	"default-src 'none'",
	"object-src 'none'",
	"base-uri 'none'",
	"style-src 'unsafe-inline'",
	"frame-ancestors 'none'"
].join('; ');

/** What browsers let our pages do. Passkeys are made and used here alone, in no frame of another site. */
const permissions = [
	'camera=()',
	'geolocation=()',
	'microphone=()',
	'publickey-credentials-create=(self)',
	'publickey-credentials-get=(self)'
].join(', ');

/** Security headers on what the app answers; the server's entry covers static files. */
export const handleHeaders =
	(policies: RoutePolicies): Handle =>
	async ({ event, resolve }) => {
		// A page that an endpoint fetches gets them with the answer that carries it.
		if (event.isSubRequest) return resolve(event);
		const answer = Promise.resolve(resolve(event));
		const answered = await answer.catch((thrown: unknown) => thrownResponse(thrown, event));
		const response = restateAnswer(answered, event);
		const { headers } = response;

		headers.set('referrer-policy', 'same-origin');
		headers.set('x-content-type-options', 'nosniff');
		headers.set('cross-origin-opener-policy', 'same-origin');
		headers.set('cross-origin-resource-policy', 'same-origin');
		headers.set('permissions-policy', permissions);
		if (env().isSecure)
			headers.set('strict-transport-security', 'max-age=63072000; includeSubDomains');

		const policy = headers.get('content-security-policy') ?? policyOfNoPage;
		headers.set('content-security-policy', `${policy}; form-action 'self'`);

		// An answer that says itself who may keep it, and for how long.
		const isToBeKept = headers.get('cache-control')?.includes('max-age=');
		const { carriesToken, showsAccount } = policyOf(policies, event);
		const isPrivate =
			event.locals.session ||
			event.request.method !== 'GET' ||
			event.isDataRequest ||
			carriesToken ||
			showsAccount ||
			headers.has('set-cookie');
		if (isToBeKept && !headers.has('set-cookie')) return response;
		if (isPrivate) headers.set('cache-control', 'no-store');
		else if (!headers.has('cache-control')) headers.set('cache-control', 'private, no-cache');
		return response;
	};
