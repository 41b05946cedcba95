import { error, redirect } from '@sveltejs/kit';
import { readForm } from '@/forms/parse-form';
import { m } from '@/paraglide/messages';
import { clientContext } from '@/server/client-context';
import { setFlash } from '@/server/flash';
import { logSecurityEvent } from '@/server/log-security-event';
import { shutDoor } from '$modules/auth/api/access/shut-door';
import { completeAuthorization } from '$modules/auth/api/entry/complete-authorization';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { getProvider } from '$modules/oauth/api/get-provider';
import { formPostQuery } from '$modules/oauth/api/http/callback-query';
import {
	deleteTransactionCookie,
	readTransactionCookie,
	writeTransactionCookie
} from '$modules/oauth/api/transaction/transaction-cookie';
import { ownerOf } from '$modules/auth/api/session/session-owner';
import { writeSessionCookie } from '$modules/auth/api/session/session-cookie';
import { startBrowserSession } from '$modules/auth/api/entry/start-browser-session';
import { readKnownBrowser } from '$modules/auth/api/browser/known-browser';
import { readDevices } from '$modules/auth/api/factors/trusted-devices/device-cookie';
import type { Actions, PageServerLoad } from './$types';

/** A provider sends people back here by a link, so that this GET acts; state and cookie guard it. */
export const load: PageServerLoad = async (event) => {
	const { params, url, cookies, locals } = event;
	const provider = getProvider(params.provider);
	if (!provider) error(404);

	const cookieId = (url.searchParams.get('state') ?? '').split('.')[0] ?? '';
	const token = readTransactionCookie(cookies, cookieId);
	const client = clientContext(event);
	const completion = await completeAuthorization({
		provider: provider.id,
		search: url.search,
		cookieId,
		token,
		owner: ownerOf(locals),
		known: readKnownBrowser(cookies),
		devices: readDevices(cookies),
		client
	});
	const { kind, transaction } = completion;
	const redirectTo = transaction?.redirectTo ?? '/';
	const query = new URLSearchParams({ redirectTo });

	// After a failure it stays: whoever reloads is told that it was used, not that it began elsewhere.
	if (!/^(prove|failed)/.test(kind)) deleteTransactionCookie(cookies, cookieId);
	switch (kind) {
		case 'signed-in':
			return redirect(303, await startBrowserSession(event, completion.outcome, redirectTo));
		case 'prove-address':
		case 'prove-account': {
			const isProved = kind === 'prove-account';
			const lifetime = isProved ? lifetimes.pendingIdentity : lifetimes.unprovedIdentity;
			if (token) writeTransactionCookie(cookies, cookieId, token, lifetime);
			return redirect(303, isProved ? `/sign-in?${query}` : '/sign-up/address');
		}
		case 'connected':
			setFlash(cookies, 'flash_connection_added');
			return redirect(303, redirectTo);
		case 'confirmed':
			writeSessionCookie(cookies, completion.token);
			return redirect(303, redirectTo);
		case 'failed': {
			const { reason, cause } = completion;
			const { id, name } = provider;
			const { requestId } = locals;
			logSecurityEvent('authorization-failed', { provider: id, errorCode: reason, err: cause });
			const purpose = transaction?.purpose ?? 'sign-in';
			const newcomer = (shutDoor()?.newcomer ?? m.provider_no_account_open)();
			const authorizationFailure = {
				reason,
				provider: { id, name },
				purpose,
				redirectTo,
				...(reason === 'no-account' && { newcomer })
			};
			return error(400, { message: 'Provider', id: requestId, authorizationFailure });
		}
	}
};

export const actions = {
	/** Apple's form post comes from another site, without our cookies: the GET has them again. */
	default: async ({ params, request }) => {
		if (params.provider !== 'apple') error(404);
		redirect(303, `/oauth/apple/callback?${formPostQuery(await readForm(request))}`);
	}
} satisfies Actions;
