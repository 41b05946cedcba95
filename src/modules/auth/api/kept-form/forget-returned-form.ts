import type { RequestEvent } from '@sveltejs/kit';
import { hashToken } from '@/server/secrets';
import { signedIn } from '../session/session-owner';
import { readKnownBrowser } from '../browser/known-browser';
import { deleteKeptForm } from './kept-form-store';
import { nameOfForm } from './interrupted-forms';

/**
 * The last step of a form that may have come back after a sign-in: what was kept of it is saved now,
 * and has been used once. Seeing it uses nothing up, so that reloading the page loses nothing.
 */
export async function forgetReturnedForm(
	event: Pick<RequestEvent, 'url' | 'locals' | 'cookies'>
): Promise<void> {
	const known = readKnownBrowser(event.cookies);
	if (!known) return;
	const { user } = signedIn(event.locals);
	const keptFor = { browserHash: hashToken(known.browserId) };
	await deleteKeptForm({ userId: user.id, keptFor, action: nameOfForm(event.url) });
}
