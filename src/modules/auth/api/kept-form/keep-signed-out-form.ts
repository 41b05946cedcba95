import type { RequestEvent } from '@sveltejs/kit';
import { FORM_OWNER } from '@/forms/form-owner-field';
import { log } from '@/server/log';
import { readKnownBrowser } from '../browser/known-browser';
import { findFormOwner } from './form-owner';
import { keepForBrowser } from './keep-for-browser';
import { keptAction, mayBeKept } from './kept-fields';

/**
 * Keeps what was sent by a form whose session has ended, for the person whose form it was, should
 * they sign in to this browser again. Only for browsers that they have signed in to before.
 * @returns its id, or `null` where nothing is kept.
 */
export async function keepSignedOutForm(event: RequestEvent): Promise<string | null> {
	const known = readKnownBrowser(event.cookies);
	const action = keptAction(event.url);
	if (event.request.method !== 'POST' || !known || !mayBeKept(action)) return null;
	try {
		const fields = Object.fromEntries(await event.request.formData());
		const userIds = known.accounts.map((account) => account.userId);
		const userId = findFormOwner(userIds, fields[FORM_OWNER]);
		if (!userId) return null;
		return await keepForBrowser(known, { userId, action, fields });
	} catch (error) {
		// Not a form, a locked database, an erased account: signing in must work all the same.
		log.info({ err: error, requestId: event.locals.requestId }, 'form not kept');
		return null;
	}
}
