import type { InterruptedForms } from '@/forms/interrupted-form';
import { m } from '@/paraglide/messages';
import type { RoutePolicies } from '@/server/handle/route-policy';

/** Signed-out people choose theme and language too. */
export const preferencesRoutes: RoutePolicies = {
	'/(public)/preferences': { openTo: 'everybody', opensUnfinished: true }
};

/** What was chosen comes back after another sign-in; turning a mail off may have to be confirmed. */
export const preferencesForms = {
	'/settings/preferences': {
		fields: ['theme', 'locale', 'timezone', 'notifyNewSignIn', 'automaticPasskey'],
		comesBack: true,
		describe: () => ({ text: m.resume_notify_text(), submit: m.preferences_save() })
	}
} satisfies InterruptedForms;
