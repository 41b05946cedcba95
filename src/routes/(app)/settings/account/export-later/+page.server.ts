import { redirect } from '@sveltejs/kit';
import { tryAgainIn } from '@/server/try-again';
import type { PageServerLoad } from './$types';

/** What the export answers when it has to be put off; nothing that has an address of its own. */
export const load: PageServerLoad = ({ url, isSubRequest }) => {
	if (!isSubRequest) redirect(303, '/settings/account');
	const retryAfter = Number(url.searchParams.get('retryAfter'));
	const isLimit = url.searchParams.get('status') === '429';
	return {
		again: tryAgainIn(retryAfter),
		until: isLimit ? new Date(Date.now() + retryAfter * 1000) : null
	};
};
