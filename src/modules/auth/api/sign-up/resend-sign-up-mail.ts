import { and, eq, gt } from 'drizzle-orm';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { allowMail } from '$modules/limits/api/take-limits';
import { createMail } from '$modules/mail/api/outbox/create-mail';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { signUps } from '../../models/z.sign-up';
import { getSignUp } from './sign-up-store';

/**
 * Asks for another mail of a pending sign-up, which lives on for another hour. Past the limit of
 * its address nothing is sent, and the answer is the same.
 * @returns whether the sign-up is still pending.
 * @throws TryLaterError (429) past the client's mail limit.
 */
export async function resendSignUpMail(input: {
	signUpId: string;
	locale: string;
	client: ClientContext;
}): Promise<boolean> {
	const { signUpId, locale, client } = input;
	const now = new Date();
	const pending = await getSignUp({ id: signUpId });
	if (!pending) return false;

	const { email } = pending;
	if (!(await allowMail({ purpose: 'sign-up', email, clientAddress: client.address }))) return true;
	await db.transaction(async (tx) => {
		await tx
			.update(signUps)
			.set({ expiresAt: new Date(now.getTime() + lifetimes.signUp) })
			.where(and(eq(signUps.id, signUpId), gt(signUps.expiresAt, now)));
		await createMail({ template: 'sign-up', recipient: email, locale, signUpId, now }, tx);
	});
	return true;
}
