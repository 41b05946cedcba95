import type { RequestEvent } from '@sveltejs/kit';
import { logSecurityEvent } from '@/server/log-security-event';
import { authPages } from '../../routes/pages';
import { settlePendingConnections } from '../connections/pending-connection-store';
import { readTransactionIds } from '$modules/oauth/api/transaction/transaction-cookie';
import { revokeCurrentSession } from '../session/session-store';
import {
	writeSessionCookie,
	deletePendingCookie,
	writePendingCookie
} from '../session/session-cookie';
import type { SignInOutcome } from '../sign-in/complete-sign-in';
import { rememberKnownBrowser } from '../browser/known-browser';

/**
 * Hands the outcome of a sign-in to the browser. An identity that waits there for this account's
 * owner is kept and the owner shown the button that connects it; any other waiting one is dropped.
 * The session that the browser had before, perhaps of another account, ends.
 * @returns where to go next.
 */
export async function startBrowserSession(
	event: RequestEvent,
	outcome: SignInOutcome,
	redirectTo: string
): Promise<string> {
	const { cookies } = event;
	const { userId, token, via, signedInAt } = outcome;
	const waits = await settlePendingConnections({ ids: readTransactionIds(cookies), userId });
	const isClosed = outcome.kind === 'closed';
	logSecurityEvent(isClosed ? 'sign-in-closed' : 'sign-in-succeeded', { userId, method: via });
	if (isClosed) {
		writePendingCookie(cookies, token);
		return authPages.accountClosed;
	}
	await revokeCurrentSession(event);
	writeSessionCookie(cookies, token);
	deletePendingCookie(cookies);
	// A browser is known by a way in that it used: there is none yet.
	if (outcome.kind !== 'set-up') {
		rememberKnownBrowser(cookies, { userId, signedInAt, method: via });
	}
	const query = new URLSearchParams({ redirectTo });
	if (outcome.kind === 'set-up') return `${authPages.welcomePasskey}?${query}`;
	if (waits) return authPages.connections;
	return outcome.kind === 'welcome' ? `${authPages.welcome}?${query}` : redirectTo;
}
