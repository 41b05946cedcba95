import { error, type RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { m } from '@/paraglide/messages';
import type { setFlash } from '@/server/flash';
import { roles } from '$modules/auth/api/account/set-role';
import { actAction, zAct } from './act-action';
import { blockAddress, unblockAddress } from './block-address';
import { closePerson, endSessions, releaseLimitsOf, reopenPerson, setRoleOf } from './acts';
import type { AnyRefusal, Help, Helped } from './helper';
import { removeFactors } from './remove-factors';
import { sendReset } from './send-reset';
import { liftPerson, suspendPerson } from './suspend-person';

type Flash = Parameters<typeof setFlash>[1];
/** A request to the page of one person. */
type PersonEvent = RequestEvent<{ id: string }>;

/** Why an act was not done; what is not listed is so already. */
const refusals: Record<string, () => string> = {
	nothing: m.admin_refused_nothing,
	'no-mail': m.admin_refused_no_mail,
	unsettled: m.admin_refused_unsettled,
	'last-way-in': m.admin_refused_last_way,
	oneself: m.admin_refused_oneself,
	'last-admin': m.admin_refused_last_admin
};
/** There is nobody to act on, or nobody who may. */
const gone: readonly (AnyRefusal | string)[] = ['unknown', 'no-admin'];

/** The action of one act on the person whose page it was posted to. */
const onPerson = <S extends typeof zAct>(
	schema: S,
	act: (help: Help, data: z.output<S>) => Promise<Helped<string>>,
	flash: Flash = 'flash_admin_done'
) =>
	actAction(schema, async ({ params, locals }: PersonEvent, data, by) => {
		const helped = await act({ userId: params.id, by }, data);
		if (helped.ok) {
			const isUnmailed = helped.user.mailBlockedAt !== null && act !== unblockAddress;
			return { flash: isUnmailed ? 'flash_admin_done_unmailed' : flash };
		}
		if (gone.includes(helped.why)) error(404, { message: 'Not Found', id: locals.requestId });
		return { refused: (refusals[helped.why] ?? m.admin_refused_already)() };
	});

const zFactors = zAct.extend({ passkeys: z.literal('on').optional() });
const zRole = zAct.extend({ role: z.enum(roles, { error: () => m.admin_role_invalid() }) });

/** What can be done on the page of one person: each the operation that the command line calls too. */
export const personActions = {
	suspend: onPerson(zAct, suspendPerson),
	lift: onPerson(zAct, liftPerson),
	endSessions: onPerson(zAct, endSessions),
	sendReset: onPerson(zAct, sendReset),
	removeFactors: onPerson(zFactors, (help, { passkeys }) =>
		removeFactors(help, { passkeys: passkeys === 'on', evenLastWayIn: false })
	),
	blockAddress: onPerson(zAct, blockAddress, 'flash_address_blocked'),
	unblockAddress: onPerson(zAct, unblockAddress),
	releaseLimits: onPerson(zAct, releaseLimitsOf),
	close: onPerson(zAct, closePerson),
	reopen: onPerson(zAct, reopenPerson),
	role: onPerson(zRole, (help, { role }) => setRoleOf(help, role))
};
