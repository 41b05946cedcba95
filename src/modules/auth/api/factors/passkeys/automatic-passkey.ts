import { getPreferences } from '$modules/preferences/api/preferences-store';
import { lifetimes } from '$modules/limits/api/lifetimes';
import type { Session } from '../../../models/z.session';
import type { CreationOptions } from '../webauthn/passkey-options';
import { getCreationOptions, whereThereIsRoom } from './get-creation-options';

type SignedIn = Pick<Session, 'method' | 'createdAt' | 'confirmedAt'>;

/**
 * Whether somebody has just signed in by password, so that their browser may make a passkey by itself;
 * browsers go by the same, and ask nobody. Not where a trusted browser stood in for the second step:
 * a passkey is both.
 */
export const hasJustTypedPassword = ({ method, createdAt, confirmedAt }: SignedIn): boolean =>
	method === 'password' && [createdAt, confirmedAt].every(isJustNow);

const isJustNow = (date: Date) =>
	Math.abs(Date.now() - date.getTime()) <= lifetimes.automaticPasskey;

/**
 * Options for a browser to make a passkey by itself (conditional create); `null` where none is to be
 * made: too late, not wanted, or as many as there may be.
 */
export async function getAutomaticOptions(input: {
	user: { id: string; email: string; displayName: string | null };
	session: SignedIn;
}): Promise<CreationOptions | null> {
	const { user, session } = input;
	if (!hasJustTypedPassword(session)) return null;
	const { automaticPasskey } = await getPreferences({ userId: user.id });
	if (!automaticPasskey) return null;
	const { createdAt: startedAt } = session;
	return whereThereIsRoom(await getCreationOptions({ user, startedAt, isAutomatic: true }));
}
