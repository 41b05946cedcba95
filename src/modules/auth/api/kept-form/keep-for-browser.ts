import type { RequestEvent } from '@sveltejs/kit';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { FORM_OWNER } from '@/forms/form-owner-field';
import { log } from '@/server/log';
import { hashToken } from '@/server/secrets';
import { readKnownBrowser, type KnownBrowser } from '../browser/known-browser';
import { signedIn } from '../session/session-owner';
import { createKeptForm } from './kept-form-store';
import { findFormOwner } from './form-owner';
import { comesBack, nameOfForm, mayBeKept } from './interrupted-forms';

/**
 * Keeps what was sent by a form whose session had ended before, for the person whose form it was,
 * should they sign in to this browser again. Only for browsers that they have signed in to before.
 * @returns its id, or `null` where nothing is kept.
 */
export async function keepSignedOutForm(event: RequestEvent): Promise<string | null> {
	if (event.request.method !== 'POST' || !mayBeKept(nameOfForm(event.url))) return null;
	return keepForBrowser(event, async ({ accounts }) => {
		const fields = Object.fromEntries(await event.request.formData());
		const userIds = accounts.map((account) => account.userId);
		const userId = findFormOwner(userIds, fields[FORM_OWNER]);
		return userId ? { userId, fields } : null;
	});
}

/**
 * Keeps what was typed by somebody whose session has ended while their form was on its way.
 * @returns its id, or `null` where nothing is kept.
 */
export async function keepTypedForm(
	event: RequestEvent,
	fields: Record<string, string>
): Promise<string | null> {
	if (!comesBack(nameOfForm(event.url))) return null;
	const userId = signedIn(event.locals).user.id;
	return keepForBrowser(event, () => Promise.resolve({ userId, fields }));
}

async function keepForBrowser(
	{ url, cookies, locals }: RequestEvent,
	read: (known: KnownBrowser) => Promise<{ userId: string; fields: Record<string, unknown> } | null>
): Promise<string | null> {
	const known = readKnownBrowser(cookies);
	if (!known) return null;
	try {
		const form = await read(known);
		if (!form) return null;
		const keptFor = { browserHash: hashToken(known.browserId) };
		return await createKeptForm({
			...form,
			keptFor,
			action: nameOfForm(url),
			lifetime: lifetimes.returnedForm
		});
	} catch (error) {
		// Not a form, a locked database, an erased account: signing in must work all the same.
		log.info({ err: error, requestId: locals.requestId }, 'form not kept');
		return null;
	}
}
