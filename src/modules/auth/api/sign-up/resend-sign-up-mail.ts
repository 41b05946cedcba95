import { and, eq, gt } from 'drizzle-orm';
import { getProofBrake } from '$modules/limits/api/proof-brake';
import { createMail } from '$modules/mail/api/outbox/create-mail';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { signUps } from '../../models/z.sign-up';
import { isMadeForAnother } from '../kept-form/returned-form';
import { allowSignUpMail } from './allow-sign-up-mail';
import { getSignUp, isSignUpOpen, signUpEnd } from './sign-up-store';

/**
 * Asks for another mail of a pending sign-up, which lives on for another hour from then, unless
 * nobody may sign up any more. Past the limit of
 * its address nothing is sent, which is kept for its page to tell.
 * @param input.formOwner for which address its page was made, as forms name people.
 * @returns whether a mail goes out, or is held back, or the sign-up has ended, or the one that waits
 * by now is of another address.
 * @throws TryLaterError (429) past the client's mail limit.
 */
export async function resendSignUpMail(input: {
	signUpId: string;
	formOwner?: string | undefined;
	locale: string;
	client: ClientContext;
}): Promise<'asked' | 'held' | 'ended' | 'other-sign-up'> {
	const { signUpId, formOwner, locale, client } = input;
	const now = new Date();
	const pending = await getSignUp({ id: signUpId });
	if (!pending) return 'ended';

	const { email } = pending;
	if (isMadeForAnother(formOwner, email)) return 'other-sign-up';
	// Or whoever did no work for the first one would have five more at once.
	const rank = (await getProofBrake()).isOn ? 'slow' : 'later';
	const mail = await allowSignUpMail({ email, client, now });
	const livesOn = mail.mailAskedAt && isSignUpOpen();
	const expiresAt = livesOn ? signUpEnd(now, { mailWaits: true }) : undefined;
	await db.transaction(async (tx) => {
		await tx
			.update(signUps)
			.set({ ...mail, expiresAt })
			.where(and(eq(signUps.id, signUpId), gt(signUps.expiresAt, now)));
		if (!mail.mailAskedAt) return;
		await createMail({ template: 'sign-up', recipient: email, locale, signUpId, now, rank }, tx);
	});
	return mail.mailAskedAt ? 'asked' : 'held';
}
