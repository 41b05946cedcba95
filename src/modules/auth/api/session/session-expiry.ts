const day = 24 * 60 * 60 * 1000;

/** A session ends this long after its last use, in milliseconds. */
export const idleLimit = 14 * day;
/** A session ends this long after it began, however much it is used, in milliseconds. */
export const totalLimit = 90 * day;
/** The time of last use is written at most this often, in milliseconds. */
export const touchInterval = 60 * 60 * 1000;

/** When a session ends: whichever limit comes first (ASVS 7.3). */
export function sessionExpiry(session: { createdAt: Date; lastUsedAt: Date }): Date {
	const idle = session.lastUsedAt.getTime() + idleLimit;
	const total = session.createdAt.getTime() + totalLimit;
	return new Date(Math.min(idle, total));
}
