import { endAccess } from '$modules/auth/api/session/end-access';
import { actOn } from './act-on';
import type { Help, Helped } from './helper';

/**
 * Signs a person out everywhere: sessions, sign-ins that wait, trust in browsers. Every browser is a new
 * one from now on, so that they hear of it when one comes back.
 */
export const endSessions = (help: Help): Promise<Helped> =>
	actOn(help, 'all-sessions-ended', ({ id: userId }, tx, now) =>
		endAccess({ userId, knownSince: now }, tx)
	);
