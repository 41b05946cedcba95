import type { SessionOwner } from '$modules/auth/api/session/session-owner';
import type { Account } from '$modules/auth/api/user/user-store';
import { log } from '@/server/log';

/** Whoever acts on the command line. */
export const OPERATOR = 'operator';

/** Whom somebody helps: the person who has an address, or an account. */
export type Whom = { email: string } | { userId: string };

/**
 * Somebody helps a person: {@link OPERATOR}, or the id of an admin's account; and why. An admin does it in
 * a session, `owner`, which has to be there yet when it is done.
 */
export type Help = Whom & { by: { actor: string; reason: string; owner?: SessionOwner } };

/** An act that is not done, for a reason that whoever asks can see to: nothing of it is kept. */
export class Refusal<Why extends string> extends Error {
	override name = 'Refusal';
	readonly why: Why;

	constructor(why: Why) {
		super(why);
		this.why = why;
	}
}

/**
 * - `unknown`: there is no such account, or it is being erased.
 * - `no-admin`: whoever acts is none of those who run the site any more.
 * - `oneself`: an admin does nothing to their own account here.
 * - `last-admin`: nobody would be left who runs the site.
 */
export type AnyRefusal = 'unknown' | 'no-admin' | 'oneself' | 'last-admin';

export type Helped<Why extends string = never> =
	{ ok: true; user: Account } | { ok: false; why: Why | AnyRefusal };

/** Tells the log what was done, and by whom. */
export const logAct = (actor: string, act: string, userId: string): void =>
	log.info({ event: 'helper-acted', actor, act, userId }, 'a helper acted');
