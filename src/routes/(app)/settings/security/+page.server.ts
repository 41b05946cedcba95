import { redirect, type RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { formAction } from '@/forms/form-action';
import { actionWithGoOn, goOn, onTo, withGoOn } from '@/redirect-to';
import { m } from '@/paraglide/messages';
import { clientContext } from '@/server/client-context';
import { setFlash } from '@/server/flash';
import {
	isConfirmed,
	requireConfirmation,
	requireSecondStep
} from '$modules/auth/api/confirm/require-confirmation';
import { changePassword, setPassword } from '$modules/auth/api/password/change-password';
import { hasPassword } from '$modules/auth/api/password/password-hash';
import {
	passwordLimits,
	passwordProblemMessage,
	zCurrentPassword,
	zNewPassword
} from '$modules/auth/api/password/password-rules';
import { writeSessionCookie } from '$modules/auth/api/session/session-cookie';
import { signedIn } from '$modules/auth/api/session/session-owner';
import { authPages } from '$modules/auth/routes/pages';
import { keepKnownBrowser } from '$modules/auth/api/browser/known-browser';
import { describeTotp } from '$modules/auth/api/factors/apps/describe-totp';
import { getTotpSettings } from '$modules/auth/api/factors/apps/get-totp-settings';
import { describePasskeys } from '$modules/auth/api/factors/passkeys/describe-passkeys';
import { getPasskeySettings } from '$modules/auth/api/factors/passkeys/get-passkey-settings';
import { FEW_CODES } from '$modules/auth/api/factors/recovery-codes/recovery-code';
import { describeSecondStep } from '$modules/auth/api/factors/second-step/describe-second-step';
import { describeWaysBack } from '$modules/auth/api/factors/second-step/describe-ways-back';
import { getSecondStepSettings } from '$modules/auth/api/factors/second-step/get-second-step-settings';
import { getWaysBack } from '$modules/auth/api/factors/second-step/get-ways-back';
import { passkeyActions } from './passkey-actions';
import { secondStepActions } from './second-step-actions';
import { totpActions } from './totp-actions';
import type { Actions, PageServerLoad } from './$types';

const here = '/settings/security';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { user, session } = signedIn(locals);
	const secondStep = await getSecondStepSettings({ userId: user.id });
	const passkeys = await getPasskeySettings({ user, session });
	const totp = await getTotpSettings({
		user,
		startedAt: session.createdAt,
		isConfirmed: isConfirmed(session)
	});
	const hasOne = await hasPassword({ userId: user.id });
	return {
		/** Nothing else opens before there is a second factor. */
		mustSetUp: user.lacksFactor ? whatIsRequired(secondStep) : null,
		secondStep,
		waysBack: describeWaysBack(await getWaysBack({ user, secondStep }), user),
		hasPassword: hasOne,
		passkeys,
		totp,
		notes: {
			passkeys: describePasskeys(passkeys, secondStep),
			totp: describeTotp(totp),
			secondStep: describeSecondStep(secondStep),
			password: describePassword(hasOne),
			newPhone: url.searchParams.has('lost') ? describeNewPhone(url, secondStep) : null
		},
		// A first password cannot be kept while its owner confirms: it is not asked for before.
		isConfirmed: isConfirmed(session),
		/** In the addresses of actions after which somebody goes on. */
		query: actionWithGoOn('', url),
		confirm: onTo(authPages.confirm, withGoOn(here, url)),
		passwordLimits: passwordLimits()
	};
};

function whatIsRequired({ codesLeft }: { codesLeft: number | null }): string {
	const ends = codesLeft === null ? m.security_factor_begins() : m.security_factor_ends();
	return `${m.security_factor_required()} ${ends}`;
}

/** For who has just used a recovery code. */
function describeNewPhone(url: URL, { codesLeft }: { codesLeft: number | null }) {
	const areFew = codesLeft !== null && codesLeft <= FEW_CODES;
	const text = areFew ? m.confirm_new_phone_few() : m.confirm_new_phone();
	const href = goOn(url, here);
	const next = href === here ? null : { href, label: m.confirm_new_phone_later() };
	return { text, goOn: next };
}

const describePassword = (hasOne: boolean) => ({
	title: hasOne ? m.change_password_title() : m.set_password_title(),
	intro: hasOne ? m.change_password_intro() : m.set_password_intro(),
	confirmFirst: m.set_password_confirm(),
	submit: m.change_password_submit(),
	busy: m.change_password_busy()
});

const zChangeForm = z.object({ currentPassword: zCurrentPassword, newPassword: zNewPassword });
const zSetForm = z.object({ newPassword: zNewPassword });

function passwordOwner(event: RequestEvent) {
	const { user, owner } = signedIn(event.locals);
	const { email, displayName } = user;
	return { owner, email, displayName, client: clientContext(event) };
}

function finish(
	{ cookies, locals }: RequestEvent,
	{ token, changedAt }: { token: string; changedAt: Date },
	flash: 'flash_password_changed' | 'flash_password_set'
): never {
	const { user } = signedIn(locals);
	writeSessionCookie(cookies, token);
	keepKnownBrowser(cookies, { userId: user.id, knownSince: user.knownSince }, changedAt);
	setFlash(cookies, flash);
	redirect(303, here);
}

export const actions = {
	...passkeyActions,
	...secondStepActions,
	...totpActions,
	changePassword: formAction(zChangeForm, async (event, data, refuse) => {
		await requireSecondStep(event.locals, here);
		const result = await changePassword({ ...passwordOwner(event), ...data });
		if (result.ok) return finish(event, result, 'flash_password_changed');
		if (result.reason === 'wrong-password') {
			const newPassword = result.problem && passwordProblemMessage(result.problem);
			return refuse(400, {
				errors: { currentPassword: m.password_wrong(), ...(newPassword && { newPassword }) }
			});
		}
		return refuse(400, { errors: { newPassword: passwordProblemMessage(result.problem) } });
	}),
	setPassword: formAction(zSetForm, async (event, data, refuse) => {
		requireConfirmation(event.locals, here);
		const result = await setPassword({ ...passwordOwner(event), ...data });
		if (result.ok) return finish(event, result, 'flash_password_set');
		if (result.reason === 'has-password') return refuse(400, { message: m.password_already_set() });
		return refuse(400, { errors: { newPassword: passwordProblemMessage(result.problem) } });
	})
} satisfies Actions;
