/**
 * The routes that are open to everybody, by `route.id`. Every other one is for signed-in people: a
 * route is closed until it is named here.
 */
export const openRoutes: ReadonlySet<string> = new Set([
	'/(public)',
	'/(public)/u/[username]',
	'/(public)/preferences',
	'/(public)/avatars/[id]',
	'/(auth)/sign-up',
	'/(auth)/sign-up/verify',
	'/(auth)/sign-up/address',
	'/(auth)/sign-in',
	'/(auth)/sign-out',
	'/(auth)/oauth/[provider]/callback',
	'/(auth)/forgot-password',
	'/(auth)/reset-password',
	'/(auth)/undo',
	'/(auth)/not-me',
	'/(auth)/account-closed',
	'/.well-known/change-password',
	'/healthz',
	'/readyz',
	'/dev/mailbox',
	'/dev/mailbox/[id]',
	'/dev/mailbox/[id]/html',
	'/dev/mailbox/messages.json'
]);

/** Where a signed-in person has no business: they are sent on to `redirectTo`. */
export const signedOutRoutes: ReadonlySet<string> = new Set(['/(auth)/sign-in', '/(auth)/sign-up']);
