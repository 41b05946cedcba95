import { redirect, type RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { formAction } from '@/forms/form-action';
import { safePath } from '@/redirect-to';
import { clientContext } from '@/server/client-context';
import { TryLaterError } from '@/server/request-errors';
import { readKnownBrowser } from '$modules/auth/api/browser/known-browser';
import { confirmWithCode } from '$modules/auth/api/confirm/confirm-with-code';
import type { SecondStepCode } from '$modules/auth/api/factors/second-step/check-code';
import { zRecoveryCode, zTotpCode } from '$modules/auth/api/factors/second-step/code-fields';
import { writeSessionCookie } from '$modules/auth/api/session/session-cookie';
import { signedIn } from '$modules/auth/api/session/session-owner';
import { describeStepRefusal } from '$modules/auth/api/sign-in/describe-step-refusal';
import { authPages } from '$modules/auth/routes/pages';

type Refusal = Exclude<Awaited<ReturnType<typeof confirmWithCode>>, { ok: true }>;

/** @throws TryLaterError past a limit that a while ends. */
function describe(method: SecondStepCode['method'], refusal: Refusal) {
	if (refusal.reason !== 'limit') return describeStepRefusal(method, refusal);
	const { name, retryAfter } = refusal.reached;
	if (name !== 'second-step-row') {
		throw new TryLaterError(429, retryAfter, `limit ${name} reached`);
	}
	return describeStepRefusal(method, { ok: false, reason: 'too-many-in-a-row' });
}

async function confirmBy(event: RequestEvent, code: SecondStepCode) {
	const { owner, user } = signedIn(event.locals);
	const known = readKnownBrowser(event.cookies);
	const client = clientContext(event);
	const { knownSince } = user;
	const result = await confirmWithCode({ ...code, owner, knownSince, known, client });
	if (result.ok) writeSessionCookie(event.cookies, result.token);
	return result;
}

const goOnTo = ({ url }: RequestEvent) => safePath(url.searchParams.get('redirectTo'));

/** What /confirm takes of codes: from the account's app, and from the drawer. */
export const codeActions = {
	totp: formAction(z.object({ code: zTotpCode }), async (event: RequestEvent, data, refuse) => {
		const result = await confirmBy(event, { ...data, method: 'totp' });
		if (!result.ok) return refuse(...describe('totp', result));
		redirect(303, goOnTo(event));
	}),
	recovery: formAction(
		z.object({ code: zRecoveryCode }),
		async (event: RequestEvent, data, refuse) => {
			const result = await confirmBy(event, { ...data, method: 'recovery-code' });
			if (!result.ok) return refuse(...describe('recovery-code', result));
			// Whoever needs one has lost something: the next page offers to put another in its place.
			const query = new URLSearchParams({ lost: '', redirectTo: goOnTo(event) });
			redirect(303, `${authPages.security}?${query}`);
		}
	)
};
