import { lifetimes } from '$modules/limits/api/lifetimes';
import { createMail } from '$modules/mail/api/outbox/create-mail';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { createToken, hashToken } from '@/server/secrets';
import { signUps } from '../../models/z.sign-up';
import { checkPassword, type PasswordProblem } from '../password/password-rules';
import { hashPassword } from '../password/hash-password';
import { allowSignUpMail } from './allow-sign-up-mail';

/**
 * Begins a sign-up: keeps it as pending and asks for the mail that proves the address. It never
 * looks up whether an account exists; the work and the rows are the same either way, and which mail
 * goes out is decided when it is sent.
 * @returns the token that binds the pending sign-up to this browser, or why the password won't do.
 * @throws TryLaterError 429 past the client's mail limit, 503 when too many wait to be hashed.
 */
export async function startSignUp(input: {
	email: string;
	password: string;
	redirectTo: string;
	locale: string;
	client: ClientContext;
}): Promise<{ ok: true; token: string } | { ok: false; problem: PasswordProblem }> {
	const { email, password, redirectTo, locale, client } = input;
	const now = new Date();
	const problem = await checkPassword(password, [email]);
	if (problem) return { ok: false, problem };

	const mail = await allowSignUpMail({ email, client, now });
	const passwordHash = await hashPassword(password);
	const token = createToken();
	const id = hashToken(token);
	const expiresAt = new Date(now.getTime() + lifetimes.signUp);
	await db.transaction(async (tx) => {
		await tx
			.insert(signUps)
			.values({ id, email, passwordHash, redirectTo, ...mail, createdAt: now, expiresAt });
		if (!mail.mailAskedAt) return;
		await createMail({ template: 'sign-up', recipient: email, locale, signUpId: id, now }, tx);
	});
	return { ok: true, token };
}
