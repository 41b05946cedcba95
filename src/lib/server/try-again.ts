import { m } from '@/paraglide/messages';
import { getLocale, type Locale } from '@/paraglide/runtime';

/** Seconds. Below, a count of them would be over before it is read. */
const soon = 10;

/**
 * Says when to come back, for every answer that carries `Retry-After`: "Try again in 12 minutes."
 * @param seconds of that header; rounded up, to minutes and from an hour on to hours.
 * @param locale of the reader; by default that of the request.
 */
export function tryAgainIn(seconds: number, locale: Locale = getLocale()): string {
	if (seconds <= soon) return m.try_again_soon({}, { locale });
	const minutes = Math.ceil(seconds / 60);
	if (minutes < 60) return m.try_again_minutes({ minutes }, { locale });
	return m.try_again_hours({ hours: Math.ceil(minutes / 60) }, { locale });
}
