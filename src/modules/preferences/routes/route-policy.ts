import type { InterruptedForms } from '@/forms/interrupted-form';
import type { RoutePolicies } from '@/server/handle/route-policy';

/** Signed-out people choose theme and language too. */
export const preferencesRoutes: RoutePolicies = {
	'/(public)/preferences': { openTo: 'everybody' }
};

/** What was chosen comes back after another sign-in. */
export const preferencesForms = {
	'/settings/preferences': {
		fields: ['theme', 'locale', 'timezone', 'notifyNewSignIn'],
		comesBack: true
	}
} satisfies InterruptedForms;
