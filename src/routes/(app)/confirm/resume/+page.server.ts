import { error } from '@sveltejs/kit';
import { describeForm } from '$modules/auth/api/kept-form/interrupted-forms';
import { getKeptForm } from '$modules/auth/api/kept-form/kept-form-store';
import { signedIn } from '$modules/auth/api/session/session-owner';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url, locals }) => {
	const { user, session } = signedIn(locals);
	const kept = await getKeptForm({
		id: url.searchParams.get('id') ?? '',
		userId: user.id,
		keptFor: { sessionId: session.id }
	});
	const resumed = kept && describeForm(kept.action, kept.fields);
	if (!resumed) error(404, { message: 'Not Found', id: locals.requestId });
	return { ...resumed, action: kept.action, fields: Object.entries(kept.fields) };
};
