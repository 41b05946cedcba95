import type { Feature } from '@/feature/feature';
import { activityFeature } from '$modules/activity/feature';
import { adminFeature } from '$modules/admin/feature';
import { authFeature } from '$modules/auth/feature';
import { keysFeature } from '$modules/keys/feature';
import { limitsFeature } from '$modules/limits/feature';
import { mailFeature } from '$modules/mail/feature';
import { oauthFeature } from '$modules/oauth/feature';
import { preferencesFeature } from '$modules/preferences/feature';
import { profileFeature } from '$modules/profile/feature';
import { ownRoutes } from './route-policy';

/**
 * What this application is made of, in the order of the settings' list. A line switches a feature in;
 * only where the application is put together is this list read (hooks and scripts).
 */
export const features = [
	profileFeature,
	preferencesFeature,
	authFeature,
	oauthFeature,
	activityFeature,
	mailFeature,
	limitsFeature,
	keysFeature,
	adminFeature,
	// No folder: the pages of nobody, such as the first one.
	{ name: 'own', routes: ownRoutes }
] as const satisfies readonly Feature[];
