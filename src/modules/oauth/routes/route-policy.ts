import type { Pathname } from '$app/types';
import type { RoutePolicies } from '@/server/handle/route-policy';

/** Where a provider sends people back to: the end of its registered redirect URI. */
export const callbackPath = (provider: string): Pathname => `/oauth/${provider}/callback`;

/** Apple hands its answer over in a form of its own, which its browser posts to us. */
export const oauthRoutes: RoutePolicies = {
	'/(auth)/oauth/[provider]/callback': {
		openTo: 'everybody',
		carriesToken: true,
		// Who confirms by their provider comes back through it.
		opensWithoutFactor: 'all',
		acceptsPostFrom: ({ provider }) => (provider === 'apple' ? 'https://appleid.apple.com' : null)
	}
};
