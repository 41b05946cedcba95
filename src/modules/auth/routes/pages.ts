import type { Pathname } from '$app/types';

/** Where auth's pages are, for links, redirects and mails. One that does not exist is a type error. */
export const authPages = {
	signIn: '/sign-in',
	secondFactor: '/sign-in/second-factor',
	signOut: '/sign-out',
	verify: '/sign-up/verify',
	forgotPassword: '/forgot-password',
	resetPassword: '/reset-password',
	changeEmail: '/change-email',
	undo: '/undo',
	notMe: '/not-me',
	recover: '/recover',
	stopRecovery: '/recover/stop',
	finishRecovery: '/recover/finish',
	accountClosed: '/account-closed',
	confirm: '/confirm',
	resume: '/confirm/resume',
	welcome: '/welcome',
	welcomePasskey: '/welcome/passkey',
	security: '/settings/security',
	recoveryCodes: '/settings/security/recovery-codes',
	connections: '/settings/connections',
	sessions: '/settings/sessions',
	account: '/settings/account',
	activity: '/settings/activity'
} as const satisfies Record<string, Pathname>;
