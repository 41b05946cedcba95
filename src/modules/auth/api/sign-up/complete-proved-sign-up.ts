import { eq } from 'drizzle-orm';
import type { ClientContext } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import { pendingConnections } from '../../models/z.pending-connection';
import { signUps } from '../../models/z.sign-up';
import { getUserByEmail } from '../user/user-store';
import type { SignInOutcome } from '../sign-in/complete-sign-in';
import { createAccount } from './create-account';

type Result =
	| { ok: true; outcome: SignInOutcome }
	/** - `account-exists`: the address is proved, now its account has to be. */
	| { ok: false; reason: 'ended' | 'account-exists' };

/**
 * What follows when the browser that began a sign-up has proved its address. Where it began with a
 * provider, the identity that waits becomes the way in; if the address has an account, the identity
 * goes on waiting until the account's owner has signed in. Runs in the transaction of the proof.
 */
export async function completeProvedSignUp(
	signUp: {
		id: string;
		email: string;
		/** Absent where it began with a provider. */ passwordHash: string | null;
		client: ClientContext;
		now: Date;
	},
	executor: Executor
): Promise<Result> {
	const { id, email, passwordHash, client, now } = signUp;
	if (passwordHash !== null) {
		return toResult(await createAccount({ email, passwordHash, client, now }, executor));
	}

	const [identity] = await executor
		.select()
		.from(pendingConnections)
		.where(eq(pendingConnections.signUpId, id));
	if (!identity) return { ok: false, reason: 'ended' };

	const waiting = eq(pendingConnections.id, identity.id);
	if (await getUserByEmail({ email }, executor)) {
		await executor
			.update(pendingConnections)
			.set({ email, emailVerified: true, signUpId: null })
			.where(waiting);
		await executor.delete(signUps).where(eq(signUps.id, id));
		return { ok: false, reason: 'account-exists' };
	}
	await executor.delete(pendingConnections).where(waiting);
	return toResult(await createAccount({ email, identity, client, now }, executor));
}

const toResult = (outcome: SignInOutcome | null): Result =>
	outcome ? { ok: true, outcome } : { ok: false, reason: 'ended' };
