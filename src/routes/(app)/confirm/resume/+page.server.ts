import { error } from '@sveltejs/kit';
import { getResumableForm } from '$modules/auth/api/kept-form/kept-form-store';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url, locals }) => {
	const waiting = await getResumableForm(locals, url.searchParams.get('id') ?? '');
	if (!waiting) error(404, { message: 'Not Found', id: locals.requestId });
	return { ...waiting, fields: Object.entries(waiting.fields) };
};
