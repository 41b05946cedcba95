import { error } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

/** Never there: what the server shows of a page that is not for the visitor. */
export const load: PageServerLoad = ({ locals }) => {
	error(404, { message: 'Not Found', id: locals.requestId });
};
