import { baseLocale, isLocale, type Locale } from '@/paraglide/runtime';

/** The option that makes a message speak the mail's language, not that of a request. */
export function mailLocale(locale: string): { locale: Locale } {
	return { locale: isLocale(locale) ? locale : baseLocale };
}
