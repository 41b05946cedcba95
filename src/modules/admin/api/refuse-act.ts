import type { recordEvent } from '$modules/activity/api/record-event';
import type { listAdmins } from '$modules/auth/api/user/list-admins';
import type { Account } from '$modules/auth/api/user/user-store';
import { OPERATOR, Refusal, type AnyRefusal, type Help } from './helper';

type EventType = Parameters<typeof recordEvent>[0]['type'];

/** After these, an admin runs the site no longer. */
const endings: readonly EventType[] = ['account-suspended', 'account-closed', 'role-taken'];

/**
 * What holds of every act, in the transaction that does it: whoever acts still runs the site, nobody
 * acts on themselves, and somebody who runs the site is left.
 * @throws Refusal
 */
export function refuseAct(act: {
	user: Account;
	by: Help['by'];
	type: EventType;
	admins: Awaited<ReturnType<typeof listAdmins>>;
}): void {
	const { user, by, type, admins } = act;
	const inUse = admins.filter(({ state }) => state === 'open').map(({ id }) => id);
	if (by.actor !== OPERATOR) {
		if (!inUse.includes(by.actor)) throw new Refusal<AnyRefusal>('no-admin');
		if (by.actor === user.id) throw new Refusal<AnyRefusal>('oneself');
	}
	const endsAdmin = user.role === 'admin' && endings.includes(type);
	if (endsAdmin && inUse.every((id) => id === user.id)) throw new Refusal<AnyRefusal>('last-admin');
}
