import type { LimitName } from '$modules/limits/api/limits';
import { resetLimits, type Try } from '$modules/limits/api/take-limits';
import type { Executor } from '@/server/db/create-db';
import type { Account } from '../user/user-store';

/**
 * For whom each limit counts, of those that an account can have reached. None is left out; those of a
 * client have nobody here, as they are not a person's, nor has what is over soon: those of one browser
 * or one pending step in minutes, an account's share of the mails to one new address in an hour.
 */
function subjectsOf({ id, email, knownSince }: Account): Record<LimitName, string[]> {
	const row = `${id} ${knownSince?.getTime() ?? 0}`;
	return {
		'sign-in-account': [email],
		'sign-in-known': [],
		'sign-in-client': [],
		'sign-in-network': [],
		'sign-ins-account': [email],
		'sign-ins-client': [],
		'passkey-client': [],
		'passkey-network': [],
		'passkey-uses': [id],
		'provider-start': [id],
		'provider-start-network': [],
		'confirm-password': [id],
		'second-step-sign-in': [],
		'second-step': [id],
		'second-step-day': [id, `known ${id}`],
		'second-step-row': [row, `known ${row}`],
		'factor-changes': [id],
		'delayed-recoveries': [id],
		'password-changes': [id],
		'address-changes': [id],
		'passkey-changes': [id],
		closings: [id],
		'security-mails': [id],
		avatar: [id],
		'mail-address': [email, `password-reset ${email}`],
		'mail-address-share': [],
		'mail-address-shares': [`sign-up ${email}`, `email-change ${email}`],
		'mail-client': [],
		'mail-network': [],
		'proof-use': [],
		export: [id]
	};
}

/** Begins every limit of an account and of its address anew, in a transaction of the caller's. */
export async function releaseLimits(account: Account, executor: Executor): Promise<void> {
	const subjects = Object.entries(subjectsOf(account)) as [LimitName, string[]][];
	const tries = subjects.flatMap(([name, all]) => all.map((subject): Try => [name, subject]));
	await resetLimits(tries, executor);
}
