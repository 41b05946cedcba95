import { eq } from 'drizzle-orm';
import { recordEvent } from '$modules/activity/api/record-event';
import { createProfile } from '$modules/profile/api/create-profile';
import type { ClientContext } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import { signUps } from '../../models/z.sign-up';
import { users } from '../../models/z.user';
import { isAddressReserved } from '../email-change/is-address-reserved';
import { updatePasswordHash } from '../password/update-password-hash';
import { completeSignIn, type SignInOutcome } from '../sign-in/complete-sign-in';

/**
 * Creates user, password, profile and session of a proved address, and voids every other pending
 * sign-up of it. Runs in the transaction that used up the proof.
 * @returns `null` where the address has an account by now, or is kept for one that left it lately.
 */
export async function createAccount(
	account: { email: string; passwordHash: string; client: ClientContext; now: Date },
	executor: Executor
): Promise<SignInOutcome | null> {
	const { email, passwordHash, client, now } = account;
	if (await isAddressReserved({ email, now }, executor)) return null;
	const [user] = await executor
		.insert(users)
		.values({ email, emailVerifiedAt: now, createdAt: now })
		.onConflictDoNothing({ target: users.email })
		.returning({ id: users.id });
	if (!user) return null;

	await updatePasswordHash({ userId: user.id, hash: passwordHash }, executor);
	await createProfile({ userId: user.id }, executor);
	await executor.delete(signUps).where(eq(signUps.email, email));
	await recordEvent({ userId: user.id, type: 'signed-up', client, now }, executor);
	// Every browser is new to a new account.
	const signIn = { userId: user.id, method: 'sign-up', newBrowser: false, client, now } as const;
	return completeSignIn(signIn, executor);
}
