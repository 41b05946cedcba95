import { error, redirect } from '@sveltejs/kit';
import { redirectTo } from '@/forms/fields';
import { parseForm } from '@/forms/parse-form';
import { writeBrowserChoices } from '@/server/cookies';
import { asOwner, ownerOf, unlessSessionEnded } from '$modules/auth/api/session/session-owner';
import { zPreferencesForm } from '$modules/preferences/api/preference-fields';
import { updatePreferences } from '$modules/preferences/api/preferences-store';
import type { RequestHandler } from './$types';

const zForm = zPreferencesForm.pick({ theme: true, locale: true }).extend({ redirectTo });

/** Theme and language of this browser, and of the account where somebody is signed in. */
export const POST: RequestHandler = async ({ request, cookies, locals }) => {
	const form = await parseForm(request, zForm);
	if (!form.ok) error(400);
	const { theme, locale, redirectTo } = form.data;
	const owner = ownerOf(locals);
	if (owner) {
		const { userId } = owner;
		const changes = { theme, locale };
		await unlessSessionEnded(() =>
			asOwner(owner, (tx) => updatePreferences({ userId, changes }, tx))
		);
	}
	writeBrowserChoices(cookies, { theme, locale });
	redirect(303, redirectTo);
};
