import { deleteExpiredLimits } from '$modules/limits/api/delete-expired-limits';
import { log } from '@/server/log';
import { deleteExpiredSessions } from '../session/delete-expired-sessions';
import { deleteExpiredTokens } from './delete-expired-tokens';

const interval = 60 * 60 * 1000;

/**
 * Removes what has expired, once an hour. Nothing depends on it: an expired row opens nothing.
 * @returns how to stop it.
 */
export function startHousekeeping(): () => void {
	const timer = setInterval(() => void cleanUp(), interval);
	timer.unref();
	return () => clearInterval(timer);
}

async function cleanUp(): Promise<void> {
	for (const task of [deleteExpiredSessions, deleteExpiredTokens, deleteExpiredLimits]) {
		await task().catch((error: unknown) => log.warn({ err: error }, 'housekeeping failed'));
	}
}
