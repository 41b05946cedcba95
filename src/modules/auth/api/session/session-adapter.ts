import { and, eq, isNull, lt, or, sql } from 'drizzle-orm';
import type { Adapter, DatabaseSession, DatabaseUser } from 'lucia';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { preferences } from '$modules/preferences/models/z.preferences';
import { avatars } from '$modules/profile/models/z.avatar';
import { profiles } from '$modules/profile/models/z.profile';
import { sessions } from '../../models/z.session';
import { users } from '../../models/z.user';
import { idleLimit, sessionExpiry, totalLimit } from './session-expiry';

/** Session, user and what every page needs of them: the one query that each request makes. */
const findSession = db
	.select({
		id: sessions.id,
		userId: sessions.userId,
		method: sessions.method,
		userAgent: sessions.userAgent,
		createdAt: sessions.createdAt,
		lastUsedAt: sessions.lastUsedAt,
		confirmedAt: sessions.confirmedAt,
		email: users.email,
		knownSince: users.knownSince,
		username: profiles.username,
		displayName: profiles.displayName,
		avatarId: avatars.id,
		theme: preferences.theme,
		locale: preferences.locale,
		timezone: preferences.timezone
	})
	.from(sessions)
	.innerJoin(users, eq(users.id, sessions.userId))
	.leftJoin(profiles, eq(profiles.userId, sessions.userId))
	.leftJoin(avatars, eq(avatars.userId, sessions.userId))
	.leftJoin(preferences, eq(preferences.userId, sessions.userId))
	.where(and(eq(sessions.id, sql.placeholder('id')), isNull(users.closedAt)))
	.prepare();

/** lucia's storage. Expiry is computed from the row; what lucia would write there is not stored. */
export class SessionAdapter implements Adapter {
	readonly #executor: Executor;

	constructor(executor: Executor) {
		this.#executor = executor;
	}

	async getSessionAndUser(id: string): Promise<[DatabaseSession | null, DatabaseUser | null]> {
		const row = await findSession.get({ id });
		// lucia would delete an ended one, and a reading page must not wait for a write.
		if (!row || sessionExpiry(row).getTime() <= Date.now()) return [null, null];
		const { userId, method, userAgent, createdAt, lastUsedAt, confirmedAt, id: _, ...user } = row;
		const attributes = { method, userAgent, createdAt, lastUsedAt, confirmedAt };
		return [
			{ id, userId, expiresAt: sessionExpiry(row), attributes },
			{ id: userId, attributes: user }
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

	/** Never called: see lucia.ts. */
	async updateSessionExpiration(): Promise<void> {}

	async deleteSession(id: string): Promise<void> {
		await this.#executor.delete(sessions).where(eq(sessions.id, id));
	}

	async deleteUserSessions(userId: string): Promise<void> {
		await this.#executor.delete(sessions).where(eq(sessions.userId, userId));
	}

	async deleteExpiredSessions(): Promise<void> {
		const now = Date.now();
		await this.#executor
			.delete(sessions)
			.where(
				or(
					lt(sessions.lastUsedAt, new Date(now - idleLimit)),
					lt(sessions.createdAt, new Date(now - totalLimit))
				)
			);
	}
}
