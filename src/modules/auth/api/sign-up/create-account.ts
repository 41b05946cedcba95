import { eq } from 'drizzle-orm';
import { recordEvent } from '$modules/activity/api/record-event';
import { createProfile } from '$modules/profile/api/profile-store';
import type { ClientContext } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import { pendingConnections } from '../../models/z.pending-connection';
import { signUps } from '../../models/z.sign-up';
import { users } from '../../models/z.user';
import { isEmailReserved } from '../email-change/email-change-store';
import { createConnection, type ConnectionKey } from '../connections/connection-store';
import { updatePasswordHash } from '../password/password-store';
import { createOwnerMail } from '../mails/owner-mail';
import { createUser } from '../user/user-store';
import { completeSignIn, type SignInOutcome } from '../sign-in/complete-sign-in';

/** What opens the account later: a password, or an identity at a provider. */
export type FirstWayIn =
	| { passwordHash: string; identity?: undefined }
	| { identity: ConnectionKey & { email: string | null; displayName: string | null } };

/**
 * Creates user, way in, profile and session of a proved address, and voids every other pending
 * sign-up and pending connection of it. Runs in the transaction that used up the proof.
 * @returns `null` where the address, or the identity, has an account by now, or the address is kept
 * for one that left it lately.
 */
export async function createAccount(
	account: FirstWayIn & { email: string; client: ClientContext; now: Date },
	executor: Executor
): Promise<SignInOutcome | null> {
	const { email, identity, client, now } = account;
	if (await isEmailReserved({ email }, executor)) return null;
	const user = await createUser({ email, now }, executor);
	if (!user) return null;
	const userId = user.id;

	if (identity) {
		const connected = await createConnection({ userId, identity, now }, executor);
		if (!connected.ok) {
			await executor.delete(users).where(eq(users.id, userId));
			return null;
		}
	} else {
		await updatePasswordHash({ userId, hash: account.passwordHash }, executor);
	}
	await createProfile({ userId, displayName: identity?.displayName }, executor);
	await executor.delete(signUps).where(eq(signUps.email, email));
	await executor.delete(pendingConnections).where(eq(pendingConnections.email, email));
	const eventId = await recordEvent(
		{ userId, type: 'signed-up', method: identity?.provider, client, now },
		executor
	);
	// The proof of an address is a mail already; what a provider says of it sends none.
	if (identity)
		await createOwnerMail(
			{ template: 'account-created', userId, owner: user, eventId, now },
			executor
		);
	const proof = identity
		? ({ method: 'provider', provider: identity.provider } as const)
		: ({ method: 'sign-up', hasWayIn: true } as const);
	// Every browser is new to a new account.
	const signIn = { user, proof, isFirst: true, newBrowser: false, client, now };
	return completeSignIn(signIn, executor);
}
