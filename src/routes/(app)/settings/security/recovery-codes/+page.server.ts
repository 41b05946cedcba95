import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { formAction } from '@/forms/form-action';
import { goOn } from '@/redirect-to';
import { m } from '@/paraglide/messages';
import { setFlash } from '@/server/flash';
import { requireConfirmation } from '$modules/auth/api/confirm/require-confirmation';
import { describeRecoveryCodes } from '$modules/auth/api/factors/recovery-codes/describe-recovery-codes';
import { noteKeptRecoveryCodes } from '$modules/auth/api/factors/recovery-codes/note-kept-recovery-codes';
import { getShownRecoveryCodes } from '$modules/auth/api/factors/recovery-codes/recovery-code-store';
import { getSecondStepSettings } from '$modules/auth/api/factors/second-step/get-second-step-settings';
import type { Actions, PageServerLoad } from './$types';

const security = '/settings/security';
const here = '/settings/security/recovery-codes';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { user, owner } = requireConfirmation(locals, here);
	const { userId } = owner;
	const { codesLeft, codesMadeAt, shownUntil } = await getSecondStepSettings({ userId });
	if (codesLeft === null) redirect(303, goOn(url, security));
	const codes = shownUntil && (await getShownRecoveryCodes({ userId }));
	const onPaper = codesMadeAt && describeRecoveryCodes({ ...user, madeAt: codesMadeAt });
	return { codes, shownUntil, madeAt: codesMadeAt?.getTime(), onPaper };
};

const zKept = z.object({
	saved: z.literal('on', { error: () => m.recovery_codes_saved_missing() }),
	/** Which set the page showed: there may be a newer one. */
	shownUntil: z.coerce.number().optional()
});

export const actions = {
	default: formAction(zKept, async (event, { shownUntil }, refuse) => {
		const { owner } = requireConfirmation(event.locals, here);
		if (!(await noteKeptRecoveryCodes({ owner, shownUntil }))) {
			return refuse(400, { message: m.recovery_codes_newer(), values: { saved: '' } });
		}
		setFlash(event.cookies, 'flash_recovery_codes_saved');
		redirect(303, goOn(event.url, security));
	})
} satisfies Actions;
