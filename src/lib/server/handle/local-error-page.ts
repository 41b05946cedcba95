import { languageAttributes } from '@/languages';
import { m } from '@/paraglide/messages';
import type { Locale } from '@/paraglide/runtime';
import errorPage from '../../../error.html?raw';

/**
 * The static page of errors in the reader's language alone, where there is more to say than in it: a
 * form came from another origin, or when to try again. Else `null`.
 */
export function localErrorPage(status: number, error: App.Error, locale: Locale): string | null {
	const options = { locale };
	const { id, origin, tryAgain: again } = error;
	const reference = id ? ` · ${m.error_reference({ id }, options)}` : '';
	if (origin) {
		const title = m.error_elsewhere_title({}, options);
		const text = m.error_elsewhere_text({ origin }, options);
		const open = m.error_elsewhere_open({ origin }, options);
		const link = `<a href="${origin}/">${open}</a>`;
		return pageOf(locale, { title, text, link, reference });
	}
	if (!again) return null;
	const [title, text] =
		status === 429
			? [m.error_too_many_title({}, options), m.error_too_many_text({ again }, options)]
			: [m.error_busy_title({}, options), m.error_busy_text({ again }, options)];
	const link = `<a href="/">${m.error_home({}, options)}</a>`;
	return pageOf(locale, { title, text, link, reference });
}

interface Parts {
	title: string;
	text: string;
	link: string;
	reference: string;
}

function pageOf(locale: Locale, { title, text, link, reference }: Parts): string {
	const small = `<small>%sveltekit.status%${reference}</small>`;
	const main = `<main><h1>${title}</h1><p>${text}</p><p>${link}</p>${small}</main>`;
	return errorPage
		.replace('<html lang="en">', `<html ${languageAttributes(locale)}>`)
		.replace('<title>%sveltekit.status%', () => `<title>${title}`)
		.replace(/<main>.*<\/main>/s, () => main);
}
