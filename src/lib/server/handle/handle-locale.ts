import { AsyncLocalStorage } from 'node:async_hooks';
import type { Handle, RequestEvent } from '@sveltejs/kit';
import {
	baseLocale,
	isLocale,
	locales,
	overwriteGetLocale,
	type Locale
} from '@/paraglide/runtime';
import { languageAttributes } from '@/languages';
import { siteName } from '@/site';
import { readCookie, readTheme } from '../cookies';

const current = new AsyncLocalStorage<Locale>();
overwriteGetLocale(() => current.getStore() ?? baseLocale);

/**
 * Decides language and theme of the answer: what the person chose for their account, else in this
 * browser, else what the browser asks for.
 */
export const handleLocale: Handle = async ({ event, resolve }) => {
	const locale = chooseLocale(event);
	const theme = readTheme(event);
	const response = await current.run(locale, async () =>
		resolve(event, {
			transformPageChunk: ({ html }) =>
				scriptsOf(html, locale)
					.replace('lang="%lang%"', languageAttributes(locale))
					.replace('%theme%', theme)
					.replace('%site%', () => siteName.replaceAll('&', '&amp;'))
		})
	);
	const preloads = response.headers.get('link');
	if (preloads) response.headers.set('link', scriptsOf(preloads, locale));
	return response;
};

/** The language for who asks: `user` may not be known yet. */
export function chooseLocale({ locals, cookies, request }: RequestEvent): Locale {
	const chosen = [locals.user?.locale, readCookie(cookies, 'locale')].find(isLocale);
	return chosen ?? preferredLocale(request.headers.get('accept-language') ?? '');
}

/** Those that name a language already come from an answer within this one, such as `answerLater`'s. */
const scripts = new RegExp(
	`(_app/immutable/(?:entry|nodes|chunks)/[\\w.-]+)(?<!\\.(?:${locales.join('|')}))\\.js\\b`,
	'g'
);

/** Names the browser's files of this language, as `server/client-languages.js` writes them. */
const scriptsOf = (text: string, locale: Locale): string =>
	text.replace(scripts, `$1.${locale}.js`);

/** The best match of `Accept-Language` (RFC 9110, 12.5.4) by weight, then by order. */
export function preferredLocale(header: string): Locale {
	const wanted = header
		.slice(0, 500)
		.split(',')
		.map((part) => {
			const [tag = '', ...parameters] = part.trim().split(';');
			const weight = parameters.find((parameter) => parameter.trim().startsWith('q='));
			const language = tag.toLowerCase().split('-')[0];
			return { language, weight: weight ? Number(weight.trim().slice(2)) || 0 : 1 };
		})
		.filter(({ weight }) => weight > 0)
		.sort((a, b) => b.weight - a.weight);
	for (const { language } of wanted) {
		const match = locales.find((locale) => locale === language);
		if (match) return match;
	}
	return baseLocale;
}
