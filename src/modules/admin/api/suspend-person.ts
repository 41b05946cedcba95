import { liftSuspension } from '$modules/auth/api/account/lift-suspension';
import { suspendAccount } from '$modules/auth/api/account/suspend-account';
import { getUserByEmail } from '$modules/auth/api/user/user-store';
import { nowhere, type Help, type Helped } from './helper';

/** Takes an account out of use, and tells its owner by a mail of its own: nothing of theirs is erased. */
export const suspendPerson = (help: Help): Promise<Helped<'suspended'>> =>
	decide(help, suspendAccount, 'suspended');

/** Gives a suspended account back to its owner, as it was. */
export const liftPerson = (help: Help): Promise<Helped<'in-use'>> =>
	decide(help, liftSuspension, 'in-use');

async function decide<Why extends string>(
	{ email, by }: Help,
	act: typeof suspendAccount,
	isSo: Why
): Promise<Helped<Why>> {
	const user = await getUserByEmail({ email });
	if (!user) return { ok: false, why: 'unknown' };
	const isDone = await act({ userId: user.id, client: nowhere, by });
	return isDone ? { ok: true, user } : { ok: false, why: isSo };
}
