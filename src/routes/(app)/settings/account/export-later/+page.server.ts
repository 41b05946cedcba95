import { redirect } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

/** What the export answers when it has to be put off; nothing that has an address of its own. */
export const load: PageServerLoad = ({ url, isSubRequest }) => {
	if (!isSubRequest) redirect(303, '/settings/account');
	const until = Number(url.searchParams.get('until'));
	return { until: until ? new Date(until) : null };
};
