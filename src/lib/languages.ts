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

/** What was said of each: asking takes longer than all the rest of a page's first tag. */
const attributes = new Map<string, string>();

/**
 * What a document's first tag says of its language: `lang`, and `dir` where that is written from right
 * to left. The one place that decides on a direction: everything that is laid out follows it.
 * @param locale a language tag (BCP 47), one of the few that a site has.
 */
export function languageAttributes(locale: string): string {
	const known = attributes.get(locale);
	if (known !== undefined) return known;
	const { direction } = new Intl.Locale(locale).getTextInfo();
	const said = `lang="${locale}"${direction === 'rtl' ? ' dir="rtl"' : ''}`;
	attributes.set(locale, said);
	return said;
}
