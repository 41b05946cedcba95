import type { RequestEvent } from '@sveltejs/kit';
import { authPages } from '../../routes/pages';
import {
	deletePendingCookie,
	writePendingCookie,
	writeSessionCookie
} from '../session/session-cookie';
import type { RepeatedStep } from '../sign-in/repeated-step';

/**
 * Hands a browser that posted the same second step twice what the first post began: whichever of the
 * two answers arrives, it is in.
 * @returns where to go next.
 */
export function landInRepeatedStep(
	{ cookies }: Pick<RequestEvent, 'cookies'>,
	{ kind, token }: RepeatedStep,
	redirectTo: string
): string {
	if (kind === 'closed') {
		writePendingCookie(cookies, token);
		return authPages.accountClosed;
	}
	writeSessionCookie(cookies, token);
	deletePendingCookie(cookies);
	return redirectTo;
}
