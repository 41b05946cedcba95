import { m } from '@/paraglide/messages';
import type { Locale } from '@/paraglide/runtime';
import errorPage from '../../../error.html?raw';

/**
 * The static page of errors in the reader's language alone, where there is more to say than in it: a
 * form came from another origin, or when to try again. Else `null`.
 */
export function localErrorPage(status: number, error: App.Error, locale: Locale): string | null {
	const options = { locale };
	const { origin, tryAgain: again } = error;
	if (origin) {
		const title = m.error_elsewhere_title({}, options);
		const text = m.error_elsewhere_text({ origin }, options);
		const open = m.error_elsewhere_open({ origin }, options);
		return pageOf(locale, `${heading(title, text)}<p><a href="${origin}/">${open}</a></p>`);
	}
	if (!again) return null;
	const [title, text] =
		status === 429
			? [m.error_too_many_title({}, options), m.error_too_many_text({ again }, options)]
			: [m.error_busy_title({}, options), m.error_busy_text({ again }, options)];
	return pageOf(locale, `${heading(title, text)}<p><a href="/">${m.app_name({}, options)}</a></p>`);
}

const heading = (title: string, text: string) => `<h1>${title}</h1><p>${text}</p>`;

function pageOf(locale: Locale, content: string): string {
	const main = `<main>${content}<small>%sveltekit.status%</small></main>`;
	return errorPage
		.replace('<html lang="en">', `<html lang="${locale}">`)
		.replace(/<main>.*<\/main>/s, () => main);
}
