import { m } from '@/paraglide/messages';

/** "Chrome on Windows", as far as it is known. */
export function browserName({
	browser,
	system
}: {
	browser: string | null;
	system: string | null;
}): string {
	if (browser && system) return m.browser_on_system({ browser, system });
	return browser ?? system ?? m.browser_unknown();
}
