import { redirect, type Cookies } from '@sveltejs/kit';
import { z } from 'zod';
import { redirectTo, required } from '@/forms/fields';
import { formAction } from '@/forms/form-action';
import { actionWithGoOn, safePath } from '@/redirect-to';
import { m } from '@/paraglide/messages';
import { clientContext } from '@/server/client-context';
import { checkCookies } from '@/server/cookies';
import { zEmail } from '@/server/email-address';
import { zTypedPassword } from '$modules/auth/api/password/password-rules';
import { getProvider, listProviders } from '$modules/oauth/api/get-provider';
import { getPendingConnection } from '$modules/auth/api/connections/pending-connection-store';
import { sendToProvider } from '$modules/oauth/api/send-to-provider';
import { readTransactionIds } from '$modules/oauth/api/transaction/transaction-cookie';
import { startBrowserSession } from '$modules/auth/api/entry/start-browser-session';
import { readKnownBrowser } from '$modules/auth/api/browser/known-browser';
import {
	passkeyBrowser,
	readPasskeyBrowser
} from '$modules/auth/api/factors/webauthn/passkey-cookie';
import { requestOptions } from '$modules/auth/api/factors/webauthn/passkey-options';
import { leadsToReturnedForm } from '$modules/auth/api/kept-form/returned-form';
import { readDevices } from '$modules/auth/api/factors/trusted-devices/device-cookie';
import { readPendingToken } from '$modules/auth/api/session/session-cookie';
import { findWaitingSignIn } from '$modules/auth/api/sign-in/waiting-sign-in';
import { signInWithPasskey } from '$modules/auth/api/sign-in/sign-in-with-passkey';
import { signInWithPassword } from '$modules/auth/api/sign-in/sign-in-with-password';
import { describePasskeyRefusal } from '$modules/auth/api/factors/passkeys/describe-passkey-refusal';
import type { Actions, PageServerLoad } from './$types';

/** The address of a sign-in that waited here too long for its second step, so that it need not be typed again. */
async function emailToSignInAgain(cookies: Cookies): Promise<string | undefined> {
	const pending = readPendingToken(cookies);
	const found = pending && (await findWaitingSignIn({ pending, now: new Date() }));
	return found && found.state === 'expired' ? found.email : undefined;
}

export const load: PageServerLoad = async (event) => {
	const { url, cookies } = event;
	const ids = readTransactionIds(cookies);
	const waiting = await getPendingConnection({ ids, emailVerified: true });
	const provider = waiting && getProvider(waiting.provider);
	const binding = { browser: passkeyBrowser(cookies) };
	const email = await emailToSignInAgain(cookies);
	const redirectTo = safePath(url.searchParams.get('redirectTo'));
	if (email || waiting) event.setHeaders({ 'cache-control': 'no-store' });
	return {
		...checkCookies(event),
		redirectTo,
		/** In the actions' addresses as well, which are the page's after a refusal. */
		query: actionWithGoOn('', url),
		email,
		/** What the browser is asked for; `null` where this site can have no passkeys. */
		passkeyOptions: await requestOptions({ purpose: 'sign-in', binding }),
		providers: listProviders(),
		lastMethod: readKnownBrowser(cookies)?.lastMethod,
		/** Why somebody is here; from the server, as the script of this page is kept small. */
		notices: [
			...(provider
				? [m.provider_prove_account({ provider: provider.name, email: waiting.email ?? '' })]
				: []),
			...((await leadsToReturnedForm(cookies, redirectTo)) ? [m.sign_in_kept()] : [])
		]
	};
};

const zProviderForm = z.object({ provider: required(100), redirectTo });
const zPasskeyForm = z.object({ credential: required(512_000), redirectTo });
const zPasswordForm = z.object({ email: zEmail, password: zTypedPassword, redirectTo });

export const actions = {
	password: formAction(zPasswordForm, async (event, { email, password, redirectTo }, refuse) => {
		const known = readKnownBrowser(event.cookies);
		const devices = readDevices(event.cookies);
		const client = clientContext(event);
		const outcome = await signInWithPassword({ email, password, known, devices, client });
		if (!outcome) return refuse(400, { message: m.sign_in_mismatch() });
		redirect(303, await startBrowserSession(event, outcome, redirectTo));
	}),
	passkey: formAction(zPasskeyForm, async (event, { credential, redirectTo }, refuse) => {
		const { cookies } = event;
		const known = readKnownBrowser(cookies);
		const browser = readPasskeyBrowser(cookies);
		const client = clientContext(event);
		const result = await signInWithPasskey({ credential, browser, known, client });
		if (!result.ok) return refuse(400, describePasskeyRefusal(result));
		redirect(303, await startBrowserSession(event, result.outcome, redirectTo));
	}),
	provider: formAction(zProviderForm, async (event, { provider, redirectTo }, refuse) => {
		const intent = { purpose: 'sign-in', owner: null, redirectTo, provider } as const;
		const { status, message } = await sendToProvider(event, intent);
		return refuse(status, { message });
	})
} satisfies Actions;
