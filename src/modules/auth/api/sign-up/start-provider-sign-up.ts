import { eq } from 'drizzle-orm';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { getProofBrake } from '$modules/limits/api/proof-brake';
import { createMail } from '$modules/mail/api/outbox/create-mail';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { createToken, hashToken } from '@/server/secrets';
import { pendingConnections } from '../../models/z.pending-connection';
import { signUps } from '../../models/z.sign-up';
import { shutDoor } from '../access/shut-door';
import { maySignUpBy } from '../access/sign-up-kinds';
import { getPendingConnection } from '../connections/pending-connection-store';
import { allowSignUpMail } from './allow-sign-up-mail';
import { signUpEnd } from './sign-up-store';

/**
 * Asks for the mail that proves an address for an identity whose provider vouches for none. As with
 * any sign-up, whether an account exists is not looked up here.
 * @param input.ids of the browser's transactions, from its cookies.
 * @returns the token that binds the sign-up to this browser, or `null` where no identity waits in it,
 * or nobody signs up so any more.
 * @throws TryLaterError (429) past the client's mail limit.
 */
export async function startProviderSignUp(input: {
	ids: string[];
	email: string;
	locale: string;
	client: ClientContext;
}): Promise<string | null> {
	const { ids, email, locale, client } = input;
	const now = new Date();
	const waiting = await getPendingConnection({ ids, emailVerified: false });
	if (!waiting || shutDoor() || !maySignUpBy('provider')) return null;
	// Its page asks for no work: while that is due of others, its mail goes the slow way.
	const rank = (await getProofBrake()).isOn ? 'slow' : 'later';
	const mail = await allowSignUpMail({ email, client, now });
	const token = createToken();
	const id = hashToken(token);
	const createdAt = now;
	const mailWaits = mail.mailAskedAt !== undefined;
	const expiresAt = signUpEnd(now, { mailWaits });
	return db.transaction(async (tx) => {
		const { redirectTo } = waiting;
		// A former try at another address ends here.
		if (waiting.signUpId) await tx.delete(signUps).where(eq(signUps.id, waiting.signUpId));
		await tx.insert(signUps).values({
			id,
			email,
			method: 'provider',
			redirectTo,
			...mail,
			createdAt,
			expiresAt
		});
		// Lives as long as the sign-up, and a while longer for one more mail.
		const until = new Date(expiresAt.getTime() + lifetimes.pendingIdentity);
		const [kept] = await tx
			.update(pendingConnections)
			.set({ signUpId: id, expiresAt: until })
			.where(eq(pendingConnections.id, waiting.id))
			.returning({ id: pendingConnections.id });
		if (kept && mail.mailAskedAt) {
			const about = { template: 'sign-up', recipient: email, signUpId: id } as const;
			await createMail({ ...about, locale, now, rank }, tx);
		}
		return kept ? token : null;
	});
}
