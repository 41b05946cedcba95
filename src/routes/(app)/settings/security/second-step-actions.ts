import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { clientContext } from '@/server/client-context';
import { setFlash } from '@/server/flash';
import { keepKnownBrowser } from '$modules/auth/api/browser/known-browser';
import { requireConfirmationFor } from '$modules/auth/api/confirm/require-confirmation';
import { createRecoveryCodes } from '$modules/auth/api/factors/recovery-codes/create-recovery-codes';
import { getShownRecoveryCodes } from '$modules/auth/api/factors/recovery-codes/recovery-code-store';
import { setSecondStep } from '$modules/auth/api/factors/second-step/set-second-step';

const here = '/settings/security';
const codesPage = `${here}/recovery-codes`;

/** As a tick box sends it: there, or not. */
const zSwitch = z.object({ afterPassword: z.string().optional() });

/** Of which moment the set is that the page knew, in milliseconds. */
const zNewCodes = z.object({
	replaces: z
		.string()
		.regex(/^\d{1,15}$/)
		.optional()
		.catch(undefined)
});

const refusals = {
	'no-factor': m.second_step_no_factor,
	'no-second-step': m.second_step_no_factor,
	required: m.second_step_required,
	'key-lost': m.recovery_codes_key_lost
};

/** What /settings/security takes of the second step after a password. */
export const secondStepActions = {
	secondStep: formAction(zSwitch, async (event, { afterPassword }, refuse) => {
		const isOn = afterPassword === 'on';
		const fields = isOn ? { afterPassword } : {};
		const action = `${here}?/secondStep` as const;
		const { owner, user } = await requireConfirmationFor(event.locals, action, fields);
		const result = await setSecondStep({ owner, isOn, client: clientContext(event) });
		if (!result.ok) return refuse(400, { message: refusals[result.reason]() });
		const { userId } = owner;
		const { knownSince } = user;
		if (result.endedAt) keepKnownBrowser(event.cookies, { userId, knownSince }, result.endedAt);
		const off = result.staysOn ? 'flash_second_step_stays' : 'flash_second_step_off';
		setFlash(event.cookies, isOn ? 'flash_second_step_on' : off);
		// Sent twice, it leads to the codes twice.
		const areShown = result.isFirst || (isOn && (await getShownRecoveryCodes({ userId })));
		redirect(303, areShown ? codesPage : here);
	}),
	newRecoveryCodes: formAction(zNewCodes, async (event, { replaces }, refuse) => {
		const action = `${here}?/newRecoveryCodes` as const;
		const { owner } = await requireConfirmationFor(event.locals, action, { replaces });
		const known = replaces ? new Date(Number(replaces)) : undefined;
		const how = { replaces: known, client: clientContext(event) };
		const result = await createRecoveryCodes({ owner, ...how });
		if (!result.ok) return refuse(400, { message: refusals[result.reason]() });
		redirect(303, codesPage);
	})
};
