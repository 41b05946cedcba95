import { goto, invalidateAll } from '$app/navigation';
import { m } from '@/paraglide/messages';
import type { ActionResult } from '@sveltejs/kit';

interface Ways {
	/** What Kit does with a result. */
	update: () => Promise<void>;
	/** Success loads a whole new document. */
	reload: boolean;
}

/**
 * Does what an action's result asks for.
 * @returns a sentence on what went wrong where the page stays as it is.
 */
export async function followResult(
	result: ActionResult,
	{ update, reload }: Ways
): Promise<string | undefined> {
	// Without a status no answer came that we can read: keep the page and what was typed.
	if (result.type === 'error' && !result.status) return m.form_not_sent();
	if (result.type === 'error' && (result.status === 429 || result.status === 503)) {
		return m.form_try_later();
	}
	if (result.type === 'redirect' && reload) location.assign(result.location);
	else if (result.type === 'redirect' && leadsBack(result)) {
		await goto(result.location, { invalidateAll: true, noScroll: true, keepFocus: true });
	} else await update();
	// The page as the server sees it now: a code or link may be used up.
	if (result.type === 'failure') await invalidateAll();
}

/** Whether the way goes on where the form is, so that its place on the page can be kept. */
export function leadsBack(result: ActionResult): boolean {
	if (result.type !== 'redirect') return false;
	const { pathname, search } = new URL(result.location, location.href);
	return pathname === location.pathname && search === '';
}
