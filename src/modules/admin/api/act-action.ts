import { redirect, type RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { text } from '@/forms/fields';
import { formAction } from '@/forms/form-action';
import { pageOf } from '@/redirect-to';
import { m } from '@/paraglide/messages';
import { setFlash } from '@/server/flash';
import { isConfirmed } from '$modules/auth/api/confirm/require-confirmation';
import { forgetReturnedForm } from '$modules/auth/api/kept-form/returned-form';
import type { Help } from './helper';
import { signedInAdmin } from './handle-admin';

/** What every act asks for; one that takes more extends it. */
export const zAct = z.object({
	reason: text({ max: 500, invalid: () => m.admin_reason_invalid() }).pipe(
		z.string({ error: () => m.admin_reason_missing() })
	)
});

/** What came of an act: what the page says afterwards, or why nothing was done. */
type Outcome = { flash: Parameters<typeof setFlash>[1] } | { refused: string };

/**
 * The form action of whatever an admin does to a person: with a reason, after a fresh confirmation, and
 * then back to the page that it was sent from. Its form is `ActForm.svelte`.
 * @param run does it in the name of `by`; what has gone meanwhile is its own to throw (404).
 */
export const actAction = <S extends typeof zAct, E extends RequestEvent>(
	schema: S,
	run: (event: E, data: z.output<S>, by: Help['by']) => Promise<Outcome>
) =>
	formAction(schema, async (event: E, data, refuse) => {
		const page = pageOf(event.url);
		const { user, session, owner } = signedInAdmin(event.locals);
		// Not sent to /confirm from here: what was typed would be lost.
		if (!isConfirmed(session)) return refuse(400, { message: m.admin_confirm_first() });
		const { reason } = data;
		const outcome = await run(event, data, { actor: user.id, reason, owner });
		if ('refused' in outcome) return refuse(400, { message: outcome.refused });
		await forgetReturnedForm(event);
		setFlash(event.cookies, outcome.flash);
		redirect(303, page);
	});
