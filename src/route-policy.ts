import type { InterruptedForms } from '@/forms/interrupted-form';
import type { RoutePolicies } from '@/server/handle/route-policy';
import { adminForms } from '$modules/admin/routes/route-policy';
import { authForms, authRoutes } from '$modules/auth/routes/route-policy';
import { mailRoutes } from '$modules/mail/routes/route-policy';
import { oauthRoutes } from '$modules/oauth/routes/route-policy';
import { preferencesForms, preferencesRoutes } from '$modules/preferences/routes/route-policy';
import { profileForms, profileRoutes } from '$modules/profile/routes/route-policy';

/** Routes that belong to no module. */
const ownRoutes: RoutePolicies = {
	'/(public)': { openTo: 'everybody' },
	'/(public)/not-found': { openTo: 'everybody' },
	'/healthz': { openTo: 'everybody', answersAnyHost: true },
	'/readyz': { openTo: 'everybody', answersAnyHost: true }
};

/** What is special about each route, for the handles: whatever is not named here is closed. */
export const routePolicies: RoutePolicies = {
	...ownRoutes,
	...authRoutes,
	...mailRoutes,
	...oauthRoutes,
	...preferencesRoutes,
	...profileRoutes
};

/** What of a form survives an interruption, by where it is sent: what is not named here is never kept. */
export const interruptedForms = {
	...adminForms,
	...authForms,
	...preferencesForms,
	...profileForms
} satisfies InterruptedForms;
