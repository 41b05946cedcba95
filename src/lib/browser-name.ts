import { m } from '@/paraglide/messages';
import type { Locale } from '@/paraglide/runtime';

/**
 * "Chrome on Windows", as far as it is known.
 * @param options for a mail, which speaks its reader's language and not that of a request.
 */
export function browserName(
	{ browser, system }: { browser: string | null; system: string | null },
	options: { locale?: Locale } = {}
): string {
	if (browser && system) return m.browser_on_system({ browser, system }, options);
	return browser ?? system ?? m.browser_unknown({}, options);
}
