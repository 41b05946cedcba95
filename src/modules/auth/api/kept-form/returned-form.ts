import { hash } from 'node:crypto';
import type { Cookies, RequestEvent } from '@sveltejs/kit';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { FORM_OWNER, postedAction } from '@/posted-form';
import { formOf } from '@/forms/interrupted-form';
import type { FormFailure } from '@/forms/parse-form';
import { log } from '@/server/log';
import { hashToken, isSameSecret } from '@/server/secrets';
import { readKnownBrowser, type KnownBrowser } from '../browser/known-browser';
import { signedIn } from '../session/session-owner';
import { createKeptForm, deleteKeptForm, getKeptForm, isFormKept } from './kept-form-store';

/**
 * Names a person in their own forms: of what their id is made it tells nothing. It opens nothing, so
 * that it needs no key, which would take each page fifteen times as long. A sign-up is named by its
 * address, which its page shows besides.
 */
export const formOwner = (userId: string) =>
	hash('sha256', `form-owner\0${userId}`, 'hex').slice(0, 32);

/** Whom of these people a form was made for, or `null`. */
export const findFormOwner = (userIds: string[], owner: unknown): string | null =>
	userIds.find((userId) => isSameSecret(owner, formOwner(userId))) ?? null;

/** Whether a form was made for somebody else than this person. One that names nobody was not. */
export const isMadeForAnother = (owner: string | undefined, userId: string): boolean =>
	Boolean(owner) && findFormOwner([userId], owner) === null;

/**
 * Keeps what was sent by a form whose session had ended before, for the person whose form it was,
 * should they sign in to this browser again. Only for browsers that they have signed in to before.
 * @returns its id, or `null` where nothing is kept.
 */
export async function keepSignedOutForm(event: RequestEvent): Promise<string | null> {
	if (event.request.method !== 'POST') return null;
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
	const userId = signedIn(event.locals).user.id;
	return keepForBrowser(event, () => Promise.resolve({ userId, fields }));
}

/** @param read reads the form, where it is one that comes back; another need not even be read. */
async function keepForBrowser(
	{ url, cookies, locals }: RequestEvent,
	read: (known: KnownBrowser) => Promise<{ userId: string; fields: Record<string, unknown> } | null>
): Promise<string | null> {
	const action = nameOfForm(url);
	const form = formOf(locals.interruptedForms, action);
	const known = form?.comesBack && readKnownBrowser(cookies);
	if (!known) return null;
	try {
		const sent = await read(known);
		if (!sent) return null;
		const keptFor = keptForBrowser(known);
		return await createKeptForm({
			...sent,
			form,
			keptFor,
			action,
			lifetime: lifetimes.returnedForm
		});
	} catch (error) {
		// Not a form, a locked database, an erased account: signing in must work all the same.
		log.info({ err: error, requestId: locals.requestId }, 'form not kept');
		return null;
	}
}

/** Under which name the form sent to this address is kept: its path, and the action's name. */
function nameOfForm(url: URL): string {
	const name = postedAction(url);
	return name === null ? url.pathname : `${url.pathname}?/${name}`;
}

const keptForBrowser = ({ browserId }: KnownBrowser) => ({ browserHash: hashToken(browserId) });

/** Whether a sign-in in this browser that leads to `path` leads back to a form that is kept there. */
export async function leadsToReturnedForm(cookies: Cookies, path: string): Promise<boolean> {
	const id = new URLSearchParams(path.split('?')[1]).get('kept');
	const known = id ? readKnownBrowser(cookies) : null;
	return id && known ? isFormKept({ id, keptFor: keptForBrowser(known) }) : false;
}

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
	const kept = await getKeptForm({ id, userId: user.id, keptFor: keptForBrowser(known) });
	if (!kept || kept.action.split('?')[0] !== event.url.pathname) return null;
	const action = kept.action.split('?/')[1] ?? 'default';
	return { action, values: kept.fields, errors: {}, isReturned: true };
}

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
	const keptFor = keptForBrowser(known);
	await deleteKeptForm({ userId: user.id, keptFor, action: nameOfForm(event.url) });
}
