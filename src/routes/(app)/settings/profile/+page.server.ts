import { error, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { setFlash } from '@/server/flash';
import { getReturnedForm } from '$modules/auth/api/kept-form/get-returned-form';
import { signedIn } from '$modules/auth/api/session/signed-in';
import { getProfile } from '$modules/profile/api/get-profile';
import * as fields from '$modules/profile/api/profile-fields';
import { updateProfile } from '$modules/profile/api/update-profile';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const profile = await getProfile({ userId: signedIn(event.locals).user.id });
	if (!profile) error(404);
	return { profile, limits: fields.profileLimits, returned: await getReturnedForm(event) };
};

/** In the order of the page, which is that of the errors. */
const zUpdate = z.object({
	displayName: fields.displayName.optional(),
	username: fields.username.optional(),
	bio: fields.bio.optional(),
	website: fields.website.optional(),
	visibility: fields.visibility.optional()
});

export const actions = {
	update: formAction(zUpdate, async ({ locals, cookies }, changes, refuse) => {
		const result = await updateProfile({ userId: signedIn(locals).user.id, changes });
		if (!result.ok) return refuse(400, { errors: { username: m.profile_username_taken() } });
		setFlash(cookies, 'profile-saved');
		redirect(303, '/settings/profile');
	})
} satisfies Actions;
