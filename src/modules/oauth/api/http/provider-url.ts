import { isLoopback } from '../../../../lib/server/env-rules.ts';

/**
 * Whether `value` can be a provider's address: https without user, query and fragment; http on
 * loopback alone, and only while ORIGIN is on localhost too.
 */
export function isProviderUrl(value: string, localhost: boolean): boolean {
	if (!URL.canParse(value) || /[?#\s]/.test(value)) return false;
	const url = new URL(value);
	if (url.username || url.password) return false;
	const local = localhost && url.protocol === 'http:' && isLoopback(url.hostname);
	return url.protocol === 'https:' || local;
}
