import type { Pathname } from '$app/types';
import type { ShutReason } from '../models/z.pending-sign-in';

/** Where auth's pages are, for links, redirects and mails. One that does not exist is a type error. */
export const authPages = {
	signIn: '/sign-in',
	secondFactor: '/sign-in/second-factor',
	signOut: '/sign-out',
	signUp: '/sign-up',
	verify: '/sign-up/verify',
	invitation: '/invitation',
	forgotPassword: '/forgot-password',
	resetPassword: '/reset-password',
	changeEmail: '/change-email',
	undo: '/undo',
	notMe: '/not-me',
	recover: '/recover',
	stopRecovery: '/recover/stop',
	finishRecovery: '/recover/finish',
	accountClosed: '/account-closed',
	accountSuspended: '/account-suspended',
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

/** Where a sign-in ends that took every step, to an account that opens nothing. */
export const shutPages: Record<ShutReason, Pathname> = {
	closed: authPages.accountClosed,
	suspended: authPages.accountSuspended
};
