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
