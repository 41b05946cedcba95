import { goto, invalidateAll } from '$app/navigation';
import { navigating } from '$app/state';
import { isActionResult } from '@/forms/is-action-result';
import { m } from '@/paraglide/messages';
import type { ActionResult } from '@sveltejs/kit';

interface Ways {
	/** What Kit does with a result. */
	update: () => Promise<void>;
	/** Success loads a whole new document. */
	reload: boolean;
	/** The path of the page that the form was sent from. */
	from: string;
}

/**
 * Does what an action's result asks for.
 * @returns a sentence on what went wrong where the page stays as it is.
 */
export async function followResult(
	result: ActionResult,
	{ update, reload, from }: Ways
): Promise<string | undefined> {
	if (!isActionResult(result)) return m.form_not_sent();
	if (result.type === 'error' && result.error?.origin) {
		return m.error_elsewhere_text({ origin: result.error.origin });
	}
	// Without a status no answer came that we can read: keep the page and what was typed.
	if (result.type === 'error' && !result.status) return m.form_not_sent();
	if (result.type === 'error' && (result.status === 429 || result.status === 503)) {
		const again = result.error?.tryAgain ?? m.try_again_unknown();
		return m.form_try_later({ again });
	}
	if (result.type !== 'redirect') await update();
	else if (leadsBack(result, from)) await goBack(result.location, { from, reload });
	else if (reload) await load(result.location);
	else await update();
	// The page as the server sees it now: a code or link may be used up.
	if (result.type === 'failure') await invalidateAll();
}

/** Whether the redirect leads back to the form's page, so that scroll position and focus can stay. */
export function leadsBack(result: ActionResult, from: string): boolean {
	if (result.type !== 'redirect') return false;
	const { pathname, search } = new URL(result.location, location.href);
	return pathname === from && search === '';
}

/**
 * Leaves for a new document; until it comes, the form stays busy. Resolves only where the browser
 * shows this one again, from its back/forward cache.
 */
function load(address: string): Promise<void> {
	location.assign(address);
	return new Promise((done) => addEventListener('pageshow', () => done(), { once: true }));
}

/** Whoever left for another page while the answer was on the way is not fetched back. */
async function goBack(address: string, { from, reload }: { from: string; reload: boolean }) {
	await navigating.complete?.catch(() => {});
	const { pathname, search } = location;
	if (reload) await load(pathname === from ? address : pathname + search);
	else if (pathname !== from) await invalidateAll();
	else await goto(address, { invalidateAll: true, noScroll: true, keepFocus: true });
}

/** Empties the fields of a form that must not stay on the screen once they have been used. */
export function clearSecrets(form: HTMLFormElement): void {
	for (const field of form.elements) {
		if (field instanceof HTMLInputElement && /password|code/.test(field.autocomplete)) {
			field.value = '';
		}
	}
}
