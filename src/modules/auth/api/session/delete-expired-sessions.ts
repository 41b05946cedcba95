import { lucia } from './lucia';

/** Housekeeping: removes sessions that have ended; they opened nothing any more. */
export async function deleteExpiredSessions(): Promise<void> {
	await lucia.deleteExpiredSessions();
}
