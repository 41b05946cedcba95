import { env } from '@/server/env';

/** How long a delayed recovery waits, in milliseconds; `null` where the operator allows none. */
export function recoveryDelay(): number | null {
	const hours = env().RECOVERY_DELAY_HOURS;
	return hours === undefined ? null : hours * 60 * 60 * 1000;
}
