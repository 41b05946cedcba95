import { env, type Env } from '@/server/env';

const loopback = /^(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$|^::1$/i;
const forwarding = /^(?:forwarded|via|x-real-ip|x-forwarded-.+)$/;

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
		loopback.test(peer) &&
		headers.get('host') === new URL(ORIGIN).host &&
		![...headers.keys()].some((name) => forwarding.test(name))
	);
}
