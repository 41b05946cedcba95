import type { RequestEvent } from '@sveltejs/kit';
import { readTransactionIds } from '$modules/oauth/api/transaction/transaction-cookie';
import { authPages } from '../../routes/pages';
import { rememberKnownBrowser } from '../browser/known-browser';
import { settlePendingConnections } from '../connections/pending-connection-store';
import { writeSessionCookie } from '../session/session-cookie';
import { signedIn } from '../session/session-owner';

/**
 * Hands the opened session to the browser whose account has just got its first way in, and which is a
 * known one from now on.
 * @returns where to go next: an identity that waits for its owner there comes first.
 */
export async function finishBrowserSetUp(
	{ cookies, locals }: RequestEvent,
	setUp: { token: string; setUpAt: Date; method: 'passkey' | 'password'; redirectTo: string }
): Promise<string> {
	const { token, setUpAt: signedInAt, method, redirectTo } = setUp;
	const userId = signedIn(locals).user.id;
	writeSessionCookie(cookies, token);
	rememberKnownBrowser(cookies, { userId, signedInAt, method });
	const waits = await settlePendingConnections({ ids: readTransactionIds(cookies), userId });
	return waits ? authPages.connections : redirectTo;
}
