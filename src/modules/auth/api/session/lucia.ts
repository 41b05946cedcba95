import { Lucia, TimeSpan } from 'lucia';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import type { Preferences } from '$modules/preferences/models/z.preferences';
import type { Profile } from '$modules/profile/models/z.profile';
import type { Session } from '../../models/z.session';
import type { User } from '../../models/z.user';
import { SessionAdapter } from './session-adapter';

type SessionAttributes = Omit<Session, 'id' | 'userId'>;
type UserAttributes = Pick<User, 'email' | 'knownSince'> &
	Pick<Profile, 'username' | 'displayName'> &
	Pick<Preferences, 'theme' | 'locale' | 'timezone'> & { avatarId: string | null };

/**
 * lucia on our tables. A life span of nothing switches its own extension off (it would write at
 * half-life, and past the absolute end on every request): the adapter computes when a session ends.
 */
export function createLucia(executor: Executor) {
	return new Lucia(new SessionAdapter(executor), {
		sessionExpiresIn: new TimeSpan(0, 's'),
		getSessionAttributes: (attributes) => attributes,
		getUserAttributes: (attributes) => attributes
	});
}

export const lucia = createLucia(db);

declare module 'lucia' {
	interface Register {
		Lucia: typeof lucia;
		DatabaseSessionAttributes: SessionAttributes;
		DatabaseUserAttributes: UserAttributes;
	}
}
