import type { Cookies } from '@sveltejs/kit';
import { writeSessionCookie } from '../session/session-cookie';
import type { SignInOutcome } from './complete-sign-in';
import { rememberKnownBrowser } from './known-browser';

/**
 * Hands the outcome of a sign-in to the browser.
 * @returns where to go next.
 */
export function enter(cookies: Cookies, outcome: SignInOutcome, redirectTo: string): string {
	writeSessionCookie(cookies, outcome.token);
	rememberKnownBrowser(cookies, outcome.userId);
	return redirectTo;
}
