import { error } from '@sveltejs/kit';
import { getPublicProfile } from '$modules/profile/api/get-public-profile';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals }) => {
	const profile = await getPublicProfile({ username: params.username });
	if (!profile) error(404, { message: 'Not Found', id: locals.requestId });
	return { profile };
};
