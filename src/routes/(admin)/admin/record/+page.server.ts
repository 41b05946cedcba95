import { normalizeEmail } from '@/server/email-address';
import { ownSentence } from '@/feature/own-words';
import { parseRecordPlace } from '$modules/activity/api/search-events';
import { parseKind } from '$modules/activity/api/list-events';
import { searchRecord } from '$modules/admin/api/search-record';
import { signedInAdmin } from '$modules/admin/api/handle-admin';
import { startOfDay } from '$modules/admin/api/start-of-day';
import { m } from '@/paraglide/messages';
import { OPERATOR } from '$modules/admin/api/helper';
import { listAddresses } from '$modules/auth/api/user/list-addresses';
import { listAdmins } from '$modules/auth/api/user/list-admins';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { user } = signedInAdmin(locals);
	const text = (name: string) => url.searchParams.get(name)?.trim() ?? '';
	const timezone = user.timezone ?? 'UTC';
	const kind = parseKind(text('kind'));
	const before = parseRecordPlace(text('before'));
	const typed = {
		kind: kind ?? '',
		person: text('person'),
		admin: text('admin'),
		from: startOfDay(text('from'), timezone) ? text('from') : '',
		to: startOfDay(text('to'), timezone) ? text('to') : ''
	};
	const person = typed.person && normalizeEmail(typed.person);
	const isBackwards = typed.from !== '' && typed.to !== '' && typed.to < typed.from;
	const found =
		person !== null &&
		!isBackwards &&
		(await searchRecord({
			kind,
			person: person || null,
			actor: typed.admin || null,
			since: startOfDay(typed.from, timezone),
			until: startOfDay(typed.to, timezone, 1),
			before,
			by: user.id
		}));
	const { events, next } = found || { events: [], next: null };
	const admins = await listAdmins();
	const isFormer = typed.admin && typed.admin !== OPERATOR;
	if (isFormer && !admins.some(({ id }) => id === typed.admin)) {
		const email = (await listAddresses({ ids: [typed.admin] })).get(typed.admin);
		admins.push({ id: typed.admin, email: email ?? m.admin_record_gone(), state: 'open' });
	}
	return {
		typed,
		events: events.map((event) => ({ ...event, own: ownSentence(event.type, locals.features) })),
		next,
		isUnknown: person === null || found === null,
		isBackwards,
		isFirstPage: !before,
		admins
	};
};
