import { redirect } from '@sveltejs/kit';
import { parsePeopleSearch } from '$modules/admin/api/parse-people-search';
import { signedInAdmin } from '$modules/admin/api/handle-admin';
import { adminPages } from '$modules/admin/routes/pages';
import { listPeople } from '$modules/auth/api/user/list-people';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	signedInAdmin(locals);
	const { query, only, cursor, filter } = parsePeopleSearch(url);
	const list = await listPeople({ query, ...filter, ...cursor });
	// Whoever stood at the edge of the page is there no longer: the list begins anew.
	if (!list) {
		const again = new URLSearchParams({ ...(query && { q: query }), ...(only && { only }) });
		redirect(303, `${adminPages.people}?${again}`);
	}
	const isBackwards = 'before' in cursor;
	const hasCursor = isBackwards || 'after' in cursor;
	return {
		query,
		only,
		people: list.people,
		hasPrevious: isBackwards ? list.hasMore : hasCursor,
		hasNext: isBackwards || list.hasMore
	};
};
