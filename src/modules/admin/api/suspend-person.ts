import { liftSuspension, suspendAccount } from '$modules/auth/api/account/suspend-account';
import { getUserByEmail } from '$modules/auth/api/user/user-store';
import { logAct, nowhere, type Help, type Helped } from './helper';

/** Takes an account out of use, and tells its owner by a mail of its own: nothing of theirs is erased. */
export const suspendPerson = (help: Help): Promise<Helped<'suspended'>> =>
	decide(help, 'account-suspended', suspendAccount, 'suspended');

/** Gives a suspended account back to its owner, as it was. */
export const liftPerson = (help: Help): Promise<Helped<'in-use'>> =>
	decide(help, 'suspension-lifted', liftSuspension, 'in-use');

async function decide<Why extends string>(
	{ email, by }: Help,
	type: 'account-suspended' | 'suspension-lifted',
	act: typeof suspendAccount,
	isSo: Why
): Promise<Helped<Why>> {
	const user = await getUserByEmail({ email });
	if (!user) return { ok: false, why: 'unknown' };
	const isDone = await act({ userId: user.id, client: nowhere, by });
	if (!isDone) return { ok: false, why: isSo };
	logAct(by.actor, type, user.id);
	return { ok: true, user };
}
