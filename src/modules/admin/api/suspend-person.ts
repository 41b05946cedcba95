import { nowhere } from '@/server/client-context';
import { liftSuspension, suspendAccount } from '$modules/auth/api/account/suspend-account';
import { actOn } from './act-on';
import { Refusal, type Help, type Helped } from './helper';

/** Takes an account out of use, and tells its owner by a mail of its own: nothing of theirs is erased. */
export const suspendPerson = (help: Help): Promise<Helped<'suspended'>> =>
	decide(help, 'account-suspended', suspendAccount, 'suspended');

/** Gives a suspended account back to its owner, as it was. */
export const liftPerson = (help: Help): Promise<Helped<'in-use'>> =>
	decide(help, 'suspension-lifted', liftSuspension, 'in-use');

const decide = <Why extends string>(
	help: Help,
	type: 'account-suspended' | 'suspension-lifted',
	act: typeof suspendAccount,
	isSo: Why
): Promise<Helped<Why>> =>
	actOn<Why>(help, type, async ({ id: userId }, tx, now) => {
		const eventId = await act({ userId, client: nowhere, by: help.by, now }, tx);
		if (!eventId) throw new Refusal<Why>(isSo);
		return eventId;
	});
