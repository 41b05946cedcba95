import type { RequestEvent } from '@sveltejs/kit';
import { isForThisSite, listPasskeys } from '$modules/auth/api/factors/passkeys/passkey-store';
import { countRecoveryCodes } from '$modules/auth/api/factors/recovery-codes/recovery-code-store';
import { passkeyBrowser } from '$modules/auth/api/factors/webauthn/passkey-cookie';
import { requestOptions } from '$modules/auth/api/factors/webauthn/passkey-options';
import { formOwner } from '$modules/auth/api/kept-form/returned-form';
import { readPendingToken } from '$modules/auth/api/session/session-cookie';
import { isReached } from '$modules/limits/api/reached-limits';
import { findWaitingSignIn } from '$modules/auth/api/sign-in/waiting-sign-in';

/** Where the sign-in stands that waits in this browser, and what its account can finish it with. */
export async function waysToFinish({ cookies }: Pick<RequestEvent, 'cookies'>) {
	const pending = readPendingToken(cookies);
	const found = await findWaitingSignIn({ pending, now: new Date() });
	if (found.state !== 'waiting') return { state: found.state };
	const { id: userId, email, hasTotp, hasPasskey } = found.user;
	const [passkeys, recoveryCodes, isSpent] = await Promise.all([
		hasPasskey ? listPasskeys({ userId }) : [],
		countRecoveryCodes({ userId }),
		isReached(['second-step-sign-in', found.pending.id])
	]);
	if (isSpent) return { state: 'too-many' as const };
	const allow = passkeys.filter(isForThisSite);
	const binding = { browser: passkeyBrowser(cookies), userId };
	return {
		state: found.state,
		/** In place of whoever is signed in here. */
		formOwner: formOwner(userId),
		email,
		hasTotp,
		hasRecoveryCodes: recoveryCodes > 0,
		/** What the browser is asked for; `null` where the account has no passkey that could serve. */
		passkeyOptions: await requestOptions({ purpose: 'second-step', binding, allow })
	};
}
