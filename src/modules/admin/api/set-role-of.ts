import { setRole, type Role } from '$modules/auth/api/account/set-role';
import { actOn } from './act-on';
import { Refusal, type Help, type Helped } from './helper';

/** Makes a person one of those who run the site, or takes that from them. `same`: they are so already. */
export const setRoleOf = (help: Help, role: Role): Promise<Helped<'same'>> =>
	actOn(help, role === 'admin' ? 'role-given' : 'role-taken', async (user, tx, now) => {
		if (user.role === role) throw new Refusal<'same'>('same');
		await setRole({ userId: user.id, role, now }, tx);
	});
