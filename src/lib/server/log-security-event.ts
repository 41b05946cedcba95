import { AsyncLocalStorage } from 'node:async_hooks';
import type { RequestEvent } from '@sveltejs/kit';
import { addressGroup, clientContext } from './client-context';
import { env } from './env';
import { log } from './log';
import { tell } from './measures';
import { keyedHash } from './secrets';

/** What the log tells of an attack, or of how it ended: its level, and the sentence of its line. */
export const securityLogEvents = {
	'sign-in-succeeded': ['info', 'signed in'],
	'sign-in-closed': ['info', 'signed in to a closed account'],
	'sign-in-suspended': ['info', 'signed in to a suspended account'],
	'second-step-asked': ['info', 'signed in as far as the second step'],
	'second-step-failed': ['info', 'wrong at the second step'],
	'sign-in-failed': ['info', 'sign-in failed'],
	'password-refused': ['info', 'a signed-in person gave a wrong password'],
	'passkey-refused': ['info', 'a passkey was refused'],
	'passkey-counter-fell': ['warn', 'a synced passkey counted backwards'],
	'code-refused': ['info', 'wrong code'],
	'token-refused': ['info', 'a link that is unknown, used or too old'],
	'limit-reached': ['warn', 'limit reached'],
	'origin-refused': ['warn', 'refused what another site sent'],
	'row-refused': ['warn', 'refused what is not there, or is not theirs'],
	'access-refused': ['info', 'a page that is not open to them as they are'],
	'role-missing': ['warn', 'asked for what is for those who run the site'],
	'input-refused': ['info', 'a form whose fields hold what they cannot'],
	'authorization-failed': ['warn', 'the way back from a provider led nowhere']
} as const satisfies Record<string, readonly ['info' | 'warn', string]>;

/** People by their ids alone; no secret, no address. */
type Fields = Partial<
	Record<'userId' | 'method' | 'purpose' | 'reason' | 'limit' | 'counted' | 'what', string> &
		Record<'origin' | 'expected' | 'provider' | 'errorCode', string> & {
			retryAfter: number;
			/** Their names as our forms have them, never what was typed. */
			fields: string[];
			err: unknown;
		}
>;

/** The request that is worked on, and what was told of it: an action and its page find the same. */
const requests = new AsyncLocalStorage<{ request: RequestEvent; told: Set<string> }>();

/** Lets whatever works on a request log whose it is, however deep. */
export const withLogContext = <T>(request: RequestEvent, answer: () => T): T =>
	requests.run({ request, told: new Set() }, answer);

/**
 * Writes one line a request of {@link securityLogEvents}, with the request's `id` and `route`, and the `client`:
 * its address as a keyed hash, the same for the same address (IPv6: the same /64), or in clear where
 * LOG_ADDRESSES is on.
 */
export function logSecurityEvent(event: keyof typeof securityLogEvents, fields: Fields = {}): void {
	const [level, sentence] = securityLogEvents[event];
	const { request, told } = requests.getStore() ?? {};
	if (told?.has(event)) return;
	told?.add(event);
	tell({ what: 'event', event, method: fields.method, limit: fields.limit });
	const about = request && {
		id: request.locals.requestId,
		route: request.route.id,
		client: describeClient(clientContext(request).address)
	};
	log[level]({ event, ...about, ...fields }, sentence);
}

function describeClient(address: string): string {
	if (env().LOG_ADDRESSES === 'on') return address;
	return keyedHash('log-address', addressGroup(address)).slice(0, 32);
}
