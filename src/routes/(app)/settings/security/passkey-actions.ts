import { redirect, type RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { formAction } from '@/forms/form-action';
import { goOn, withGoOn } from '@/redirect-to';
import { m } from '@/paraglide/messages';
import { clientContext } from '@/server/client-context';
import { setFlash } from '@/server/flash';
import { logSecurityEvent } from '@/server/log-security-event';
import { keepKnownBrowser } from '$modules/auth/api/browser/known-browser';
import { requireConfirmationFor } from '$modules/auth/api/confirm/require-confirmation';
import { createPasskey } from '$modules/auth/api/factors/passkeys/create-passkey';
import { deletePasskey } from '$modules/auth/api/factors/passkeys/delete-passkey';
import { describeNewPasskeyRefusal } from '$modules/auth/api/factors/passkeys/describe-new-passkey-refusal';
import { findUnknownCredential } from '$modules/auth/api/factors/passkeys/find-unknown-credential';
import { listPasskeys } from '$modules/auth/api/factors/passkeys/passkey-store';
import { passkeyName } from '$modules/auth/api/factors/passkeys/passkey-name';
import { renamePasskey } from '$modules/auth/api/factors/passkeys/rename-passkey';
import { readNewCredential } from '$modules/auth/api/factors/webauthn/read-credential';
import { hasProviders } from '$modules/oauth/api/get-provider';
import { writeSessionCookie } from '$modules/auth/api/session/session-cookie';
import { signedIn, type SessionOwner } from '$modules/auth/api/session/session-owner';

const here = '/settings/security';

const given = z.string().default('');
const zAdd = z.object({ credential: given, name: given });
const zRename = z.object({ id: z.string(), name: passkeyName });
const zRemove = z.object({ id: z.string() });

const findOwn = async ({ userId }: SessionOwner, id: string) =>
	(await listPasskeys({ userId })).find((passkey) => passkey.id === id);

/** Of a passkey that is not the person's own: another's, and none, are the same 404. */
function noSuchRow({ userId }: SessionOwner) {
	logSecurityEvent('row-refused', { what: 'passkey', userId });
	return [404, { message: m.row_gone() }] as const;
}

/** @param hasCodes the account's first recovery codes have been made, and are shown next. */
function finish(
	{ cookies, url }: RequestEvent,
	flash: Parameters<typeof setFlash>[1],
	hasCodes = false
): never {
	setFlash(cookies, flash);
	redirect(303, hasCodes ? withGoOn(`${here}/recovery-codes`, url) : goOn(url, here));
}

/** What /settings/security takes of passkeys. */
export const passkeyActions = {
	addPasskey: formAction(
		zAdd,
		async (event, data, refuse) => {
			const { credential } = data;
			const action = `${here}?/addPasskey` as const;
			// Kept while its owner confirms: what the browser has made is made.
			const { locals, url } = event;
			// Without what managers add to it, which can be long and is not read.
			const read = readNewCredential(credential);
			const kept = read ? { ...data, credential: JSON.stringify(read) } : data;
			const { owner, user, session } = await requireConfirmationFor(locals, action, kept, url);
			const name = passkeyName.safeParse(data.name);
			if (!name.success) return refuse(400, describeNewPasskeyRefusal(name.error));
			const { createdAt: startedAt } = session;
			const client = clientContext(event);
			const given = { credential, name: name.data };
			const beginsSecondStep = user.lacksFactor;
			const result = await createPasskey({ ...given, owner, startedAt, beginsSecondStep, client });
			if (!result.ok) return refuse(400, describeNewPasskeyRefusal(result.reason));
			const { id: userId, knownSince } = user;
			if (result.token) writeSessionCookie(event.cookies, result.token);
			if (result.endedAt) keepKnownBrowser(event.cookies, { userId, knownSince }, result.endedAt);
			const flash = result.endedAt ? 'flash_first_passkey_added' : 'flash_passkey_added';
			return finish(event, flash, result.isFirst);
		},
		{ whenRefused: findUnknownCredential }
	),
	renamePasskey: formAction(zRename, async (event, data, refuse) => {
		const { owner } = signedIn(event.locals);
		const { id } = data;
		if (!(await findOwn(owner, id))) return refuse(...noSuchRow(owner));
		const fields = { id, name: data.name ?? '' };
		await requireConfirmationFor(event.locals, `${here}?/renamePasskey`, fields);
		const client = clientContext(event);
		if (!(await renamePasskey({ ...fields, owner, client }))) return refuse(...noSuchRow(owner));
		return finish(event, 'flash_passkey_renamed');
	}),
	removePasskey: formAction(zRemove, async (event, { id }, refuse) => {
		const { owner } = signedIn(event.locals);
		const found = await findOwn(owner, id);
		if (!found) return refuse(...noSuchRow(owner));
		const { name } = found;
		await requireConfirmationFor(event.locals, `${here}?/removePasskey`, { id, name });
		const result = await deletePasskey({ owner, id, client: clientContext(event) });
		if (result.ok) return finish(event, 'flash_passkey_removed');
		if (result.reason === 'none') return refuse(...noSuchRow(owner));
		const more = hasProviders() ? m.passkeys_last_way_in : m.passkeys_last_way_in_no_provider;
		return refuse(400, { message: more({ name }) });
	})
};
