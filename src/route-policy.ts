import type { RoutePolicies } from '@/server/handle/route-policy';

/** What is special about the routes that belong to no module. */
export const ownRoutes: RoutePolicies = {
	'/(public)': { openTo: 'everybody' },
	'/(public)/not-found': { openTo: 'everybody' },
	'/healthz': { openTo: 'everybody', answersAnyHost: true },
	'/readyz': { openTo: 'everybody', answersAnyHost: true }
};
