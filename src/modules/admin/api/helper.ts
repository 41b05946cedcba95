import type { Account } from '$modules/auth/api/user/user-store';
import { log } from '@/server/log';

/** From where a helper acts is not kept: it says nothing to the person whose record it is. */
export const nowhere = { address: '', userAgent: '' };

/** Somebody helps the person who has an address: `operator`, or an account's id; and why. */
export type Help = { email: string; by: { actor: string; reason: string } };

/** An act that is not done, for a reason that whoever asks can see to: nothing of it is kept. */
export class Refusal<Why extends string> extends Error {
	override name = 'Refusal';
	readonly why: Why;

	constructor(why: Why) {
		super(why);
		this.why = why;
	}
}

/** - `unknown`: nobody has the address, or the account is being erased. */
export type Helped<Why extends string = never> =
	{ ok: true; user: Account } | { ok: false; why: Why | 'unknown' };

/** Tells the log what was done, and by whom. */
export const logAct = (actor: string, act: string, userId: string): void =>
	log.info({ event: 'helper-acted', actor, act, userId }, 'a helper acted');
