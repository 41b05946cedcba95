import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { getInvitationByLink } from '../invitations/invitation-store';
import { hashPassword } from '../password/password-hash';
import { checkPassword, type PasswordProblem } from '../password/password-rules';
import type { SignInOutcome } from '../sign-in/complete-sign-in';
import { createAccount, type FirstWayIn } from '../sign-up/create-account';
import { consumeToken } from '../token/token-store';

/** By what way in: a password at once, or a passkey in the session that follows. */
type AcceptedWith = { method: 'password'; password: string } | { method: 'passkey' };

type Result =
	| { ok: true; outcome: SignInOutcome }
	/** Used, taken back or too old; or the address has an account by now. */
	| { ok: false; reason: 'invalid-link' }
	| { ok: false; reason: 'password'; problem: PasswordProblem };

/**
 * Makes the account of an invited address, which the link proves, by the same way as a sign-up's. Of
 * two posts with a password at once one gets it. Where a passkey is yet to be made the link stays good
 * until there is one: whoever shows it then takes the account up, and the session before ends.
 * @throws TryLaterError (503) when too many wait to be hashed.
 */
export async function acceptInvitation(
	input: AcceptedWith & { token: string; client: ClientContext }
): Promise<Result> {
	const { token, client } = input;
	const found = await getInvitationByLink({ token });
	if (!found) return { ok: false, reason: 'invalid-link' };

	let wayIn: FirstWayIn = { method: 'passkey' };
	if (input.method === 'password') {
		const problem = await checkPassword(input.password, [found.email]);
		if (problem) return { ok: false, reason: 'password', problem };
		wayIn = { method: 'password', passwordHash: await hashPassword(input.password) };
	}
	return db.transaction(async (tx): Promise<Result> => {
		const now = new Date();
		const invited = await getInvitationByLink({ token }, tx);
		if (!invited) return { ok: false, reason: 'invalid-link' };
		if (wayIn.method !== 'passkey') await consumeToken({ token, purpose: 'invitation', now }, tx);
		const { email } = invited;
		const outcome = await createAccount({ email, wayIn, client, now }, tx);
		return outcome ? { ok: true, outcome } : { ok: false, reason: 'invalid-link' };
	});
}
