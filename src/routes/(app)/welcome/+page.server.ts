import { error, redirect, type RequestEvent } from '@sveltejs/kit';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { safePath } from '@/redirect-to';
import { parts } from '@/site';
import { signedIn, stillOwns } from '$modules/auth/api/session/session-owner';
import { getProfile } from '$modules/profile/api/get-profile';
import { profileLimits, welcomeForm } from '$modules/profile/api/profile-fields';
import { updateProfile } from '$modules/profile/api/update-profile';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const profile = await getProfile({ userId: signedIn(locals).user.id });
	if (!profile) error(404);
	const { username, displayName } = profile;
	const redirectTo = safePath(url.searchParams.get('redirectTo'));
	const { usernames } = parts;
	return { profile: { username, displayName }, limits: profileLimits, usernames, redirectTo };
};

export const actions = {
	default: formAction(welcomeForm, async (event: RequestEvent, changes, refuse) => {
		const { owner } = signedIn(event.locals);
		const { userId } = owner;
		const result = await updateProfile({ userId, changes, isOwner: stillOwns(owner) });
		if (!result.ok) return refuse(400, { errors: { username: m.profile_username_taken() } });
		redirect(303, safePath(event.url.searchParams.get('redirectTo')));
	})
} satisfies Actions;
