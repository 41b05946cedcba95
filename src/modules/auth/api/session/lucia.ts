import { and, eq, isNull, lt, sql } from 'drizzle-orm';
import { Lucia, TimeSpan, type Adapter, type DatabaseSession, type DatabaseUser } from 'lucia';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { deleteInSteps } from '@/server/db/delete-in-steps';
import { parts } from '@/site';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { preferences, type Preferences } from '$modules/preferences/models/z.preferences';
import { avatars } from '$modules/profile/models/z.avatar';
import { profiles, type Profile } from '$modules/profile/models/z.profile';
import { delayedRecoveries } from '../../models/z.delayed-recovery';
import { sessions, type Session } from '../../models/z.session';
import { users, type User } from '../../models/z.user';
import { requiredFactorColumns, requiredFactorValues } from '../user/second-step';
import { isTwoFactors } from './amr';

type SessionAttributes = Omit<Session, 'id' | 'userId'>;
type UserAttributes = Pick<User, 'email' | 'role' | 'mailBlockedAt' | 'knownSince'> &
	Pick<Profile, 'username' | 'displayName'> &
	Pick<Preferences, 'theme' | 'locale' | 'timezone'> & {
		avatarId: string | null;
		/** The account has to have a second factor, and has none: nothing but setting one up opens. */
		lacksFactor: boolean;
		/** Since when somebody asks to get in without the second factor. */
		recoveryRequestedAt: Date | null;
	};

/** When a session ends: whichever limit comes first (ASVS 7.3). */
function sessionExpiry(session: Pick<Session, 'createdAt' | 'lastUsedAt' | 'missing'>): Date {
	const idle = session.lastUsedAt.getTime() + lifetimes.sessionIdle;
	const longest = session.missing ? lifetimes.sessionSetUp : lifetimes.sessionTotal;
	const total = session.createdAt.getTime() + longest;
	return new Date(Math.min(idle, total));
}

/**
 * When the person of a session last proved who they are. What was one factor counts no more once the
 * account has to have two.
 */
function countingConfirmation(
	session: Pick<Session, 'amr' | 'confirmedAt'>,
	factorRequiredAt: Date | null
): Date {
	const isEnough =
		factorRequiredAt === null || session.confirmedAt >= factorRequiredAt || isTwoFactors(session);
	return isEnough ? session.confirmedAt : new Date(0);
}

/** Session, user and what every page needs of them: the one query that each request makes. */
const findSession = db
	.select({
		id: sessions.id,
		userId: sessions.userId,
		method: sessions.method,
		amr: sessions.amr,
		passkeyId: sessions.passkeyId,
		missing: sessions.missing,
		userAgent: sessions.userAgent,
		createdAt: sessions.createdAt,
		lastUsedAt: sessions.lastUsedAt,
		confirmedAt: sessions.confirmedAt,
		email: users.email,
		role: users.role,
		mailBlockedAt: users.mailBlockedAt,
		knownSince: users.knownSince,
		...requiredFactorColumns,
		username: profiles.username,
		displayName: profiles.displayName,
		avatarId: avatars.id,
		theme: preferences.theme,
		locale: preferences.locale,
		timezone: preferences.timezone,
		recoveryRequestedAt: delayedRecoveries.requestedAt
	})
	.from(sessions)
	.innerJoin(users, eq(users.id, sessions.userId))
	.leftJoin(profiles, eq(profiles.userId, sessions.userId))
	.leftJoin(avatars, eq(avatars.userId, sessions.userId))
	.leftJoin(preferences, eq(preferences.userId, sessions.userId))
	.leftJoin(delayedRecoveries, eq(delayedRecoveries.userId, sessions.userId))
	.where(
		and(eq(sessions.id, sql.placeholder('id')), isNull(users.closedAt), isNull(users.suspendedAt))
	)
	.limit(1)
	.prepare();

/** lucia's storage. Expiry is computed from the row; what lucia would write there is not stored. */
class SessionAdapter implements Adapter {
	readonly #executor: Executor;

	constructor(executor: Executor) {
		this.#executor = executor;
	}

	async getSessionAndUser(id: string): Promise<[DatabaseSession | null, DatabaseUser | null]> {
		const row = await findSession.get({ id, ...requiredFactorValues() });
		// lucia would delete an ended one, and a reading page must not wait for a write.
		if (!row || sessionExpiry(row).getTime() <= Date.now()) return [null, null];
		const session: SessionAttributes = {
			method: row.method,
			amr: row.amr,
			passkeyId: row.passkeyId,
			missing: row.missing,
			userAgent: row.userAgent,
			createdAt: row.createdAt,
			lastUsedAt: row.lastUsedAt,
			confirmedAt: countingConfirmation(row, row.factorRequiredAt)
		};
		const user: UserAttributes = {
			email: row.email,
			username: parts.usernames ? row.username : null,
			displayName: row.displayName,
			avatarId: parts.avatars ? row.avatarId : null,
			role: row.role,
			mailBlockedAt: row.mailBlockedAt,
			knownSince: row.knownSince,
			lacksFactor: row.lacksFactor,
			theme: row.theme,
			locale: row.locale,
			timezone: row.timezone,
			recoveryRequestedAt: row.recoveryRequestedAt
		};
		return [
			{ id, userId: row.userId, expiresAt: sessionExpiry(row), attributes: session },
			{ id: row.userId, attributes: user }
		];
	}

	async getUserSessions(userId: string): Promise<DatabaseSession[]> {
		const rows = await this.#executor.select().from(sessions).where(eq(sessions.userId, userId));
		return rows.map(({ id, userId, ...attributes }) => {
			return { id, userId, expiresAt: sessionExpiry(attributes), attributes };
		});
	}

	async setSession({ id, userId, attributes }: DatabaseSession): Promise<void> {
		await this.#executor.insert(sessions).values({ id, userId, ...attributes });
	}

	/** Never called: see {@link createLucia}. */
	async updateSessionExpiration(): Promise<void> {}

	async deleteSession(id: string): Promise<void> {
		await this.#executor.delete(sessions).where(eq(sessions.id, id));
	}

	async deleteUserSessions(userId: string): Promise<void> {
		await this.#executor.delete(sessions).where(eq(sessions.userId, userId));
	}

	async deleteExpiredSessions(): Promise<void> {
		const now = Date.now();
		await deleteInSteps(sessions, lt(sessions.lastUsedAt, new Date(now - lifetimes.sessionIdle)));
		await deleteInSteps(sessions, lt(sessions.createdAt, new Date(now - lifetimes.sessionTotal)));
	}
}

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

/** Housekeeping: removes sessions that have ended, in steps; they opened nothing any more. */
export const deleteExpiredSessions = (): Promise<void> => lucia.deleteExpiredSessions();

declare module 'lucia' {
	interface Register {
		Lucia: typeof lucia;
		DatabaseSessionAttributes: SessionAttributes;
		DatabaseUserAttributes: UserAttributes;
	}
}
