import type { RequestEvent } from '@sveltejs/kit';
import type { FormFailure } from '@/forms/parse-form';
import { hashToken } from '@/server/secrets';
import { signedIn } from '../session/session-owner';
import { readKnownBrowser } from '../browser/known-browser';
import { getKeptForm } from './kept-form-store';

/**
 * What this person had typed in this browser when their session ended, in the shape in which a
 * refused form comes back; `null` where the address names none.
 */
export async function getReturnedForm(
	event: Pick<RequestEvent, 'url' | 'locals' | 'cookies'>
): Promise<FormFailure | null> {
	const id = event.url.searchParams.get('kept');
	const known = id ? readKnownBrowser(event.cookies) : null;
	if (!id || !known) return null;
	const { user } = signedIn(event.locals);
	const keptFor = { browserHash: hashToken(known.browserId) };
	const kept = await getKeptForm({ id, userId: user.id, keptFor });
	if (!kept || kept.action.split('?')[0] !== event.url.pathname) return null;
	const action = kept.action.split('?/')[1] ?? 'default';
	return { action, values: kept.fields, errors: {}, isReturned: true };
}
