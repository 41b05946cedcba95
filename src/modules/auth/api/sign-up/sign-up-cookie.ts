import type { Cookies } from '@sveltejs/kit';
import { deleteCookie, readCookie, writeCookie } from '@/server/cookies';
import { hashToken } from '@/server/secrets';
import { signUpLifetime } from './sign-up-lifetime';

/** The id of the sign-up that this browser began, or `null`. */
export function readSignUpCookie(cookies: Cookies): string | null {
	const token = readCookie(cookies, 'signup');
	return token ? hashToken(token) : null;
}

export function writeSignUpCookie(cookies: Cookies, token: string): void {
	writeCookie(cookies, 'signup', token, signUpLifetime / 1000);
}

export function deleteSignUpCookie(cookies: Cookies): void {
	deleteCookie(cookies, 'signup');
}
