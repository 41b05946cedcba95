import { redirect, type RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { madeFor, required } from '@/forms/fields';
import { defaultBesideNamed } from '@/forms/default-beside-named';
import { formAction } from '@/forms/form-action';
import { readLinkToken } from '@/link-token';
import { m } from '@/paraglide/messages';
import { getLocale } from '@/paraglide/runtime';
import { clientContext } from '@/server/client-context';
import { env } from '@/server/env';
import { setFlash } from '@/server/flash';
import { logSecurityEvent } from '@/server/log-security-event';
import { openLink } from '@/server/open-link';
import { isMailLate } from '$modules/mail/api/outbox/is-mail-late';
import { shutDoor } from '$modules/auth/api/access/shut-door';
import { formOwner } from '$modules/auth/api/kept-form/returned-form';
import { passwordLimits, passwordProblemMessage } from '$modules/auth/api/password/password-rules';
import type { SignInOutcome } from '$modules/auth/api/sign-in/complete-sign-in';
import { startBrowserSession } from '$modules/auth/api/entry/start-browser-session';
import { completeSignUpWithCode } from '$modules/auth/api/sign-up/complete-sign-up-with-code';
import { completeSignUpWithLink } from '$modules/auth/api/sign-up/complete-sign-up-with-link';
import {
	deleteSignUpCookie,
	getSignUp,
	getSignUpByLink,
	howLinkBegins,
	readSignUpCookie
} from '$modules/auth/api/sign-up/sign-up-store';
import { resendSignUpMail } from '$modules/auth/api/sign-up/resend-sign-up-mail';
import { signUpMailNews } from '$modules/auth/api/sign-up/sign-up-mail-news';
import type { Actions, PageServerLoad } from './$types';

/** What is said where nothing can go on: to begin again, or, where nobody can, how it is here. */
const unlessShut = (sentence: () => string): string => shutDoor()?.refused() ?? sentence();

export const load: PageServerLoad = async (event) => {
	const signUpId = readSignUpCookie(event.cookies);
	const common = { mailboxEnabled: env().mailboxEnabled, passwordLimits: passwordLimits() };
	if (readLinkToken(event.url) !== undefined) {
		const { found, ...link } = await openLink(event, { purpose: 'sign-up-link' }, (token) =>
			getSignUpByLink({ token })
		);
		if (!found) {
			const ended = link.isIncomplete ? '' : unlessShut(m.sign_up_link_invalid);
			return { ...common, ...link, state: 'invalid-link' as const, ended };
		}
		const { email } = found;
		const begins = howLinkBegins(found, signUpId);
		if (!begins)
			return { ...common, state: 'elsewhere' as const, ended: m.sign_up_link_elsewhere() };
		const asksPassword = begins === 'password';
		return { ...common, ...link, state: 'link' as const, email, asksPassword };
	}
	const pending = signUpId ? await getSignUp({ id: signUpId }) : null;
	if (!pending) return { ...common, state: 'none' as const, ended: unlessShut(m.sign_up_ended) };
	const { email, ...mail } = pending;
	const isLate = await isMailLate({ template: 'sign-up', signUpId: signUpId! });
	const late = isLate ? m.mail_late() : null;
	const news = { ...signUpMailNews(mail, getLocale()), late };
	// By its address, in place of whoever is signed in here: another try with it goes on in either tab.
	return { ...common, formOwner: formOwner(email), state: 'code' as const, email, mail: news };
};

async function welcome(event: RequestEvent, outcome: SignInOutcome, redirectTo: string) {
	deleteSignUpCookie(event.cookies);
	// Elsewhere there is something yet to do.
	if (outcome.kind === 'session' || outcome.kind === 'welcome') {
		setFlash(event.cookies, 'flash_account_created');
	}
	redirect(303, await startBrowserSession(event, outcome, redirectTo));
}

const query = (redirectTo: string) => new URLSearchParams({ redirectTo });

/** The address is proved and has an account: its owner has to sign in to it. */
function proveAccount({ cookies }: RequestEvent, redirectTo: string): never {
	deleteSignUpCookie(cookies);
	redirect(303, `/sign-in?${query(redirectTo)}`);
}

const zCodeForm = z.object({ code: required(), ...madeFor });
const zLinkForm = z.object({ token: required(), password: z.string().optional() });

const byCode = formAction(zCodeForm, async (event, { code, formOwner }, refuse) => {
	const signUpId = readSignUpCookie(event.cookies) ?? '';
	const client = clientContext(event);
	const result = await completeSignUpWithCode({ signUpId, formOwner, code, client });
	if (result.ok) return welcome(event, result.outcome, result.redirectTo);
	if (result.reason === 'account-exists') return proveAccount(event, result.redirectTo);
	logSecurityEvent('code-refused', { purpose: 'sign-up', reason: result.reason });
	switch (result.reason) {
		case 'ended':
			return refuse(400, { message: unlessShut(m.sign_up_ended) });
		case 'other-sign-up':
			return refuse(400, { message: m.sign_up_other_waiting() });
		case 'sibling': {
			const { askedAgo: when } = signUpMailNews(result, getLocale());
			const code = when ? m.code_sibling({ when }) : m.code_sibling_only();
			return refuse(400, { errors: { code } });
		}
		case 'wrong':
			return refuse(400, { errors: { code: m.code_wrong() } });
		case 'malformed':
			return refuse(400, { errors: { code: m.code_malformed() } });
	}
});

export const actions = defaultBesideNamed(byCode, {
	token: formAction(zLinkForm, async (event, data, refuse) => {
		const signUpId = readSignUpCookie(event.cookies);
		const client = clientContext(event);
		const result = await completeSignUpWithLink({ ...data, signUpId, client });
		if (result.ok) return welcome(event, result.outcome, result.redirectTo);
		switch (result.reason) {
			case 'invalid-link':
				logSecurityEvent('token-refused', { purpose: 'sign-up-link' });
				return refuse(400, { message: unlessShut(m.sign_up_link_invalid) });
			case 'elsewhere':
				return refuse(400, { message: m.sign_up_link_elsewhere() });
			case 'account-exists':
				return proveAccount(event, result.redirectTo);
			case 'password-missing':
				return refuse(400, { errors: { password: m.password_required() } });
			case 'password':
				return refuse(400, { errors: { password: passwordProblemMessage(result.problem) } });
		}
	}),
	resend: formAction(z.object(madeFor), async (event, { formOwner }, refuse) => {
		const signUpId = readSignUpCookie(event.cookies) ?? '';
		const client = clientContext(event);
		const asked = await resendSignUpMail({ signUpId, formOwner, locale: getLocale(), client });
		if (asked === 'ended') return refuse(400, { message: unlessShut(m.sign_up_ended) });
		if (asked === 'other-sign-up') return refuse(400, { message: m.sign_up_other_waiting() });
		// Where it is held back the page says so.
		if (asked === 'asked') setFlash(event.cookies, 'flash_code_sent');
		redirect(303, '/sign-up/verify');
	})
}) satisfies Actions;
