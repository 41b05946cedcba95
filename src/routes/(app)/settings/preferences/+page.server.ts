import { redirect } from '@sveltejs/kit';
import { redirectTo } from '@/forms/fields';
import { formAction } from '@/forms/form-action';
import { writeBrowserChoices } from '@/server/cookies';
import { setFlash } from '@/server/flash';
import { requireConfirmationFor } from '$modules/auth/api/confirm/require-confirmation';
import { forgetReturnedForm, getReturnedForm } from '$modules/auth/api/kept-form/returned-form';
import { asOwner, signedIn } from '$modules/auth/api/session/session-owner';
import { getPreferences, updatePreferences } from '$modules/preferences/api/preferences-store';
import { timezones, zPreferencesForm } from '$modules/preferences/api/preference-fields';
import type { Actions, PageServerLoad } from './$types';

const here = '/settings/preferences';

export const load: PageServerLoad = async (event) => ({
	preferences: await getPreferences({ userId: signedIn(event.locals).user.id }),
	timezones,
	returned: await getReturnedForm(event)
});

/** A box as a form sends it, where it was said at all. */
const asBox = (ticked: boolean | undefined) =>
	ticked === undefined ? undefined : ticked ? 'on' : 'off';

const zForm = zPreferencesForm.extend({ redirectTo: redirectTo.prefault(here) });

export const actions = {
	default: formAction(zForm, async (event, { redirectTo, ...changes }) => {
		const { cookies } = event;
		// A box that is not ticked is not sent: in the whole form absence means no.
		const whole = changes.theme && changes.locale && changes.timezone;
		if (whole) {
			changes.notifyNewSignIn ??= false;
			changes.automaticPasskey ??= false;
		}
		const { owner } = signedIn(event.locals);
		const { userId } = owner;
		if (changes.notifyNewSignIn === false && (await getPreferences({ userId })).notifyNewSignIn) {
			// Who silences this mail could sign in unnoticed from then on.
			const asSent = { notifyNewSignIn: 'off', automaticPasskey: asBox(changes.automaticPasskey) };
			await requireConfirmationFor(event.locals, here, { ...changes, ...asSent });
		}
		await asOwner(owner, (tx) => updatePreferences({ userId, changes }, tx));
		if (whole) await forgetReturnedForm(event);
		writeBrowserChoices(cookies, changes);
		setFlash(cookies, 'flash_preferences_saved');
		redirect(303, redirectTo);
	})
} satisfies Actions;
