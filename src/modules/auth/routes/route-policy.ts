import type { RoutePolicies } from '@/server/handle/route-policy';

/** What is special about the routes of signing up, in and out, and of the links in auth's mails. */
export const authRoutes: RoutePolicies = {
	'/(auth)/sign-up': { openTo: 'signed-out' },
	'/(auth)/sign-up/verify': { openTo: 'everybody', carriesToken: true },
	'/(auth)/sign-up/address': { openTo: 'everybody' },
	'/(auth)/sign-in': { openTo: 'signed-out' },
	'/(auth)/sign-out': { openTo: 'everybody' },
	'/(auth)/forgot-password': { openTo: 'everybody' },
	'/(auth)/reset-password': { openTo: 'everybody', carriesToken: true },
	'/(auth)/undo': { openTo: 'everybody', carriesToken: true },
	'/(auth)/not-me': { openTo: 'everybody', carriesToken: true },
	'/(auth)/account-closed': { openTo: 'everybody' },
	'/(app)/change-email': { carriesToken: true },
	'/.well-known/change-password': { openTo: 'everybody' }
};
