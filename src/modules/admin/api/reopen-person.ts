import { setClosed } from '$modules/auth/api/account/set-closed';
import { actOn } from './act-on';
import { Refusal, type Help, type Helped } from './helper';

/** Opens a closed account again as it was; signing in is for its owner. */
export const reopenPerson = (help: Help): Promise<Helped<'open'>> =>
	actOn(help, 'account-reopened', async ({ id: userId, closedAt }, tx) => {
		if (!closedAt) throw new Refusal<'open'>('open');
		await setClosed({ userId, closedAt: null }, tx);
	});
