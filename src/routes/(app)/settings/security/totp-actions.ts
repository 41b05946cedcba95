import { redirect, type RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { formAction } from '@/forms/form-action';
import { goOn, withGoOn } from '@/redirect-to';
import { m } from '@/paraglide/messages';
import { clientContext } from '@/server/client-context';
import { setFlash } from '@/server/flash';
import { keepKnownBrowser } from '$modules/auth/api/browser/known-browser';
import {
	requireConfirmation,
	requireConfirmationFor
} from '$modules/auth/api/confirm/require-confirmation';
import { cancelTotp } from '$modules/auth/api/factors/apps/totp-store';
import { confirmTotp } from '$modules/auth/api/factors/apps/confirm-totp';
import { deleteTotp } from '$modules/auth/api/factors/apps/delete-totp';
import { startTotp } from '$modules/auth/api/factors/apps/start-totp';
import { zTotpCode } from '$modules/auth/api/factors/second-step/code-fields';
import { writeSessionCookie } from '$modules/auth/api/session/session-cookie';
import { signedIn } from '$modules/auth/api/session/session-owner';

const here = '/settings/security';

const zNothing = z.object({});
const zConfirm = z.object({ code: zTotpCode });

function finish({ cookies }: RequestEvent, flash: Parameters<typeof setFlash>[1]): never {
	setFlash(cookies, flash);
	redirect(303, here);
}

type Refused = Exclude<Awaited<ReturnType<typeof confirmTotp>>, { ok: true }>;

/** What a refused code is told, beside its field or, where there is none any more, above all. */
function explain(refused: Refused) {
	if (refused.reason === 'expired') return { message: m.totp_expired() };
	if (refused.reason === 'key-lost') return { message: m.totp_unavailable() };
	if (refused.reason !== 'clock') return { errors: { code: m.totp_code_wrong() } };
	const minutes = Math.abs(refused.minutes);
	const sentence = refused.minutes > 0 ? m.totp_clock_ahead : m.totp_clock_behind;
	return { errors: { code: sentence({ minutes }) } };
}

/** What /settings/security takes of an app for codes. */
export const totpActions = {
	addTotp: formAction(zNothing, async (event) => {
		const action = `${here}?/addTotp` as const;
		const { owner, session } = await requireConfirmationFor(event.locals, action, {}, event.url);
		await startTotp({ owner, startedAt: session.createdAt });
		redirect(303, `${withGoOn(here, event.url)}#totp`);
	}),
	confirmTotp: formAction(zConfirm, async (event, { code }, refuse) => {
		// A code is not kept: the page asks for one again, with the same key.
		const page = withGoOn(here, event.url);
		const { owner, user, session } = requireConfirmation(event.locals, page);
		const client = clientContext(event);
		const { createdAt: startedAt } = session;
		const isRequired = user.lacksFactor;
		const result = await confirmTotp({ owner, startedAt, code, isRequired, client });
		if (!result.ok) return refuse(400, explain(result));
		const { id: userId, knownSince } = user;
		if (result.token) writeSessionCookie(event.cookies, result.token);
		if (result.endedAt) keepKnownBrowser(event.cookies, { userId, knownSince }, result.endedAt);
		setFlash(event.cookies, result.isMoved ? 'flash_totp_moved' : 'flash_totp_added');
		const { url } = event;
		redirect(303, result.isFirst ? withGoOn(`${here}/recovery-codes`, url) : goOn(url, here));
	}),
	cancelTotp: formAction(zNothing, async (event) => {
		const { owner, session } = signedIn(event.locals);
		await cancelTotp({ owner, startedAt: session.createdAt });
		redirect(303, `${withGoOn(here, event.url)}#totp`);
	}),
	removeTotp: formAction(zNothing, async (event) => {
		const { owner } = await requireConfirmationFor(event.locals, `${here}?/removeTotp`);
		// Sent twice, it ends the same.
		await deleteTotp({ owner, client: clientContext(event) });
		return finish(event, 'flash_totp_removed');
	})
};
