import type { Cookies } from '@sveltejs/kit';
import { writeSessionCookie } from '../session/session-cookie';
import type { SignInOutcome } from './complete-sign-in';
import { rememberKnownBrowser } from './known-browser';
import { deletePendingCookie, writePendingCookie } from './pending-cookie';

/**
 * Hands the outcome of a sign-in to the browser.
 * @returns where to go next.
 */
export function enter(cookies: Cookies, outcome: SignInOutcome, redirectTo: string): string {
	if (outcome.kind === 'closed') {
		writePendingCookie(cookies, outcome.token);
		return '/account-closed';
	}
	writeSessionCookie(cookies, outcome.token);
	deletePendingCookie(cookies);
	rememberKnownBrowser(cookies, outcome.userId);
	return redirectTo;
}
