import { redirect, type RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { madeFor, required } from '@/forms/fields';
import { formAction } from '@/forms/form-action';
import { safePath } from '@/redirect-to';
import { clientContext } from '@/server/client-context';
import { setFlash } from '@/server/flash';
import { readKnownBrowser } from '$modules/auth/api/browser/known-browser';
import { recoveryDelay } from '$modules/auth/api/delayed-recovery/delayed-recovery-store';
import { landInRepeatedStep } from '$modules/auth/api/entry/land-in-repeated-step';
import { startBrowserSession } from '$modules/auth/api/entry/start-browser-session';
import { FEW_CODES } from '$modules/auth/api/factors/recovery-codes/recovery-code';
import { countRecoveryCodes } from '$modules/auth/api/factors/recovery-codes/recovery-code-store';
import { zRecoveryCode, zTotpCode } from '$modules/auth/api/factors/second-step/code-fields';
import { readPasskeyBrowser } from '$modules/auth/api/factors/webauthn/passkey-cookie';
import { readPendingToken } from '$modules/auth/api/session/session-cookie';
import { describeStepRefusal } from '$modules/auth/api/sign-in/describe-step-refusal';
import { stepWithCode } from '$modules/auth/api/sign-in/step-with-code';
import { stepWithPasskey } from '$modules/auth/api/sign-in/step-with-passkey';
import type { Actions, PageServerLoad } from './$types';
import { waysToFinish } from './ways-to-finish';

export const load: PageServerLoad = async (event) => {
	const redirectTo = nextPage(event);
	const ways = await waysToFinish(event);
	// Whoever comes back to it after it was finished has nothing to do here.
	if (ways.state === 'ended' && event.locals.session && event.request.method === 'GET') {
		redirect(303, redirectTo);
	}
	return { redirectTo, ...ways, isRecoveryOffered: recoveryDelay() !== null };
};

const nextPage = ({ url }: Pick<RequestEvent, 'url'>) =>
	safePath(url.searchParams.get('redirectTo'));

/** What a step is taken with, beside its proof. */
const atStep = (event: RequestEvent, formOwner: string | undefined) => ({
	formOwner,
	pending: readPendingToken(event.cookies),
	known: readKnownBrowser(event.cookies),
	client: clientContext(event)
});

type Step = Awaited<ReturnType<typeof stepWithCode | typeof stepWithPasskey>>;

/** Goes on after a step that was taken. */
async function goOn(event: RequestEvent, step: Extract<Step, { ok: true }>): Promise<never> {
	const to = nextPage(event);
	if ('repeated' in step) redirect(303, await landInRepeatedStep(event, step.repeated, to));
	redirect(303, await startBrowserSession(event, step.outcome, to));
}

const trustDevice = z.string().optional();
const zTotpForm = z.object({ code: zTotpCode, trustDevice, ...madeFor });
const zRecoveryForm = z.object({ code: zRecoveryCode, ...madeFor });
const zPasskeyForm = z.object({ credential: required(512_000), trustDevice, ...madeFor });

export const actions = {
	totp: formAction(zTotpForm, async (event, { code, trustDevice, formOwner }, refuse) => {
		const how = { method: 'totp', code, trustsDevice: trustDevice === 'on' } as const;
		const step = await stepWithCode({ ...atStep(event, formOwner), ...how });
		return step.ok ? goOn(event, step) : refuse(...describeStepRefusal('totp', step));
	}),
	recovery: formAction(zRecoveryForm, async (event, { code, formOwner }, refuse) => {
		const how = { method: 'recovery-code', code, trustsDevice: false } as const;
		const step = await stepWithCode({ ...atStep(event, formOwner), ...how });
		if (!step.ok) return refuse(...describeStepRefusal('recovery-code', step));
		if ('outcome' in step && step.outcome.kind === 'session') {
			const left = await countRecoveryCodes({ userId: step.outcome.userId });
			const areFew = left <= FEW_CODES;
			setFlash(event.cookies, areFew ? 'flash_recovery_codes_few' : 'flash_recovery_code_used');
		}
		return goOn(event, step);
	}),
	passkey: formAction(zPasskeyForm, async (event, data, refuse) => {
		const { credential, trustDevice, formOwner } = data;
		const browser = readPasskeyBrowser(event.cookies);
		const how = { credential, browser, trustsDevice: trustDevice === 'on' };
		const step = await stepWithPasskey({ ...atStep(event, formOwner), ...how });
		return step.ok ? goOn(event, step) : refuse(...describeStepRefusal('passkey', step));
	})
} satisfies Actions;
