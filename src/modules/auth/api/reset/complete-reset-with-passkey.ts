import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { logSecurityEvent } from '@/server/log-security-event';
import { insertPasskey } from '../factors/passkeys/insert-passkey';
import { verifyNewPasskey } from '../factors/passkeys/verify-new-passkey';
import { deletePassword } from '../password/password-hash';
import { endAccess } from '../session/end-access';
import { settleUser } from '../user/user-store';
import { needsSecondStep } from '../user/second-step';
import { consumeToken } from '../token/token-store';
import { getPasswordReset } from './get-password-reset';

type Result =
	| { ok: true; userId: string; changedAt: Date }
	/** `second-step`: the account asks for one, and whoever reads its mail must not make both. */
	| { ok: false; reason: 'invalid-link' | 'second-step' }
	| { ok: false; reason: 'invalid' | 'expired' | 'exists' | 'used' | 'too-many' };

/**
 * Adds a passkey by the link for a new password, where somebody would rather have one: it ends all
 * that a new password ends, the old password first, and its owner is told by mail. A passkey that is
 * refused does not use the link up.
 * @param input.credential the JSON from the form's hidden field.
 * @returns whose account it is, and since when, as `completePasswordReset` does.
 */
export async function completeResetWithPasskey(input: {
	token: string;
	credential: string;
	client: ClientContext;
}): Promise<Result> {
	const { token, credential, client } = input;
	const account = await getPasswordReset({ token });
	if (!account) return { ok: false, reason: 'invalid-link' };
	if (needsSecondStep(account)) return { ok: false, reason: 'second-step' };

	const { userId, madeAt } = account;
	const binding = { userId, startedAt: madeAt };
	const { userAgent } = client;
	const checked = await verifyNewPasskey({ credential, binding, userAgent });
	if (!checked.ok) return checked;

	const result = await db.transaction(async (tx): Promise<Result> => {
		// Not before its turn: until then the old password opens the account.
		const now = new Date();
		const current = await getPasswordReset({ token }, tx);
		if (!current) return { ok: false, reason: 'invalid-link' };
		if (needsSecondStep(current)) return { ok: false, reason: 'second-step' };
		const added = await insertPasskey({ userId, passkey: checked.passkey, client, now }, tx);
		if (!added.ok) return added;
		await consumeToken({ token, purpose: 'password-reset', now }, tx);
		await deletePassword({ userId }, tx);
		await settleUser({ userId, now }, tx);
		await endAccess({ userId, knownSince: now, links: true }, tx);
		await recordEvent({ userId, type: 'password-reset', client, now }, tx);
		return { ok: true, userId, changedAt: now };
	});
	if (!result.ok && result.reason !== 'invalid-link' && result.reason !== 'second-step') {
		logSecurityEvent('passkey-refused', { userId, purpose: 'add', reason: result.reason });
	}
	return result;
}
