import type { RoutePolicies } from '@/server/handle/route-policy';

/** Signed-out people choose theme and language too. */
export const preferencesRoutes: RoutePolicies = {
	'/(public)/preferences': { openTo: 'everybody' }
};
