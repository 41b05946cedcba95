import { eq } from 'drizzle-orm';
import type { ClientContext } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import { pendingConnections } from '../../models/z.pending-connection';
import { signUps, type SignUpMethod } from '../../models/z.sign-up';
import { getSettledUserByEmail } from '../user/has-way-in';
import type { SignInOutcome } from '../sign-in/complete-sign-in';
import { createAccount } from './create-account';

type Result =
	| { ok: true; outcome: SignInOutcome }
	/** - `account-exists`: the address is proved, now its account has to be. */
	| { ok: false; reason: 'ended' | 'account-exists' };

/**
 * What follows when a sign-up's address is proved. Where it began with a provider, the identity that
 * waits becomes the way in; if the address has an account, the identity goes on waiting until the
 * account's owner has signed in. Runs in the transaction of the proof.
 */
export async function completeProvedSignUp(
	signUp: {
		id: string;
		email: string;
		method: SignUpMethod;
		/** Counts only where the method is a password. */
		passwordHash: string;
		client: ClientContext;
		now: Date;
	},
	executor: Executor
): Promise<Result> {
	const { id, email, method, passwordHash, client, now } = signUp;
	if (method !== 'provider') {
		const wayIn =
			method === 'password' ? ({ method, passwordHash } as const) : ({ method } as const);
		return toResult(await createAccount({ email, wayIn, client, now }, executor));
	}

	const [identity] = await executor
		.select()
		.from(pendingConnections)
		.where(eq(pendingConnections.signUpId, id));
	if (!identity) return { ok: false, reason: 'ended' };

	const waiting = eq(pendingConnections.id, identity.id);
	if (await getSettledUserByEmail({ email }, executor)) {
		await executor
			.update(pendingConnections)
			.set({ email, emailVerified: true, signUpId: null })
			.where(waiting);
		await executor.delete(signUps).where(eq(signUps.id, id));
		return { ok: false, reason: 'account-exists' };
	}
	await executor.delete(pendingConnections).where(waiting);
	const wayIn = { method, identity } as const;
	return toResult(await createAccount({ email, wayIn, client, now }, executor));
}

const toResult = (outcome: SignInOutcome | null): Result =>
	outcome ? { ok: true, outcome } : { ok: false, reason: 'ended' };
