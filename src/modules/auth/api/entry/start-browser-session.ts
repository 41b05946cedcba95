import type { RequestEvent } from '@sveltejs/kit';
import { logSecurityEvent } from '@/server/log-security-event';
import { authPages, shutPages } from '../../routes/pages';
import { settlePendingConnections } from '../connections/pending-connection-store';
import { readTransactionIds } from '$modules/oauth/api/transaction/transaction-cookie';
import { revokeCurrentSession } from '../session/session-store';
import { wayInOf } from '../session/amr';
import {
	writeSessionCookie,
	deletePendingCookie,
	writePendingCookie
} from '../session/session-cookie';
import { writeDevice } from '../factors/trusted-devices/device-cookie';
import { dropDevices } from '../factors/trusted-devices/trusted-device-store';
import type { SignInOutcome } from '../sign-in/complete-sign-in';
import { rememberKnownBrowser } from '../browser/known-browser';

/**
 * Hands the outcome of a sign-in to the browser. An identity that waits there for this account's
 * owner is kept and the owner shown the button that connects it; any other waiting one is dropped.
 * The session that the browser had before, perhaps of another account, ends; while a second step is
 * asked for nothing of this happens yet.
 * @returns where to go next.
 */
export async function startBrowserSession(
	event: RequestEvent,
	outcome: SignInOutcome,
	redirectTo: string
): Promise<string> {
	const { cookies } = event;
	const { userId, token, via, signedInAt, device } = outcome;
	const query = new URLSearchParams({ redirectTo });
	if (device !== undefined) await dropDevices(writeDevice(cookies, { userId, token: device }));
	if (outcome.kind === 'second-factor') {
		logSecurityEvent('second-step-asked', { userId, method: via });
		writePendingCookie(cookies, token);
		return `${authPages.secondFactor}?${query}`;
	}
	const { kind } = outcome;
	const shut = kind === 'closed' || kind === 'suspended' ? kind : null;
	if (shut === 'suspended') logSecurityEvent('sign-in-suspended', { userId, method: via });
	else logSecurityEvent(shut ? 'sign-in-closed' : 'sign-in-succeeded', { userId, method: via });
	const waits = await settlePendingConnections({ ids: readTransactionIds(cookies), userId });
	if (shut) {
		writePendingCookie(cookies, token);
		return shutPages[shut];
	}
	await revokeCurrentSession(event);
	writeSessionCookie(cookies, token);
	deletePendingCookie(cookies);
	// A browser is known by a way in that it used: there is none yet.
	if (kind !== 'set-up') {
		rememberKnownBrowser(cookies, { userId, signedInAt, method: wayInOf(via) });
	}
	if (kind === 'set-up') return `${authPages.welcomePasskey}?${query}`;
	if (waits) return authPages.connections;
	return kind === 'welcome' ? `${authPages.welcome}?${query}` : redirectTo;
}
