import { locales, type Locale } from '@/paraglide/runtime';

/** Each language calls itself by its own name, whichever one the page is in. */
const names: Record<Locale, string> = {
	en: 'English',
	de: 'Deutsch',
	es: 'Español',
	fr: 'Français',
	ja: '日本語'
};

/** The languages to choose from. */
export const languages = locales.map((value) => ({ value, label: names[value], lang: value }));

/**
 * What a document's first tag says of its language: `lang`, and `dir` where that is written from right
 * to left. The one place that decides on a direction: everything that is laid out follows it.
 * @param locale a language tag (BCP 47).
 */
export function languageAttributes(locale: string): string {
	const { direction } = new Intl.Locale(locale).getTextInfo();
	return `lang="${locale}"${direction === 'rtl' ? ' dir="rtl"' : ''}`;
}
