import { setClosed } from '$modules/auth/api/account/set-closed';
import { endAccess } from '$modules/auth/api/session/end-access';
import { actOn } from './act-on';
import { Refusal, type Help, type Helped } from './helper';

/**
 * Closes an account as its owner can: they may reopen it by signing in, until it is erased.
 */
export const closePerson = (help: Help): Promise<Helped<'closed'>> =>
	actOn(help, 'account-closed', async ({ id: userId, closedAt }, tx, now) => {
		if (closedAt) throw new Refusal<'closed'>('closed');
		await endAccess({ userId, links: true, keptForms: true }, tx);
		await setClosed({ userId, closedAt: now }, tx);
	});
