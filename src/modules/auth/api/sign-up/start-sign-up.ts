import { sql } from 'drizzle-orm';
import { mailTries } from '$modules/limits/api/allow-mail';
import { countAsked } from '$modules/limits/api/slot-counts';
import { withProof } from '$modules/limits/api/with-proof';
import { refuseWhereReached } from '$modules/limits/api/reached-limits';
import { createMailWhere } from '$modules/mail/api/outbox/create-mail';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { createToken, hashToken } from '@/server/secrets';
import { signUps } from '../../models/z.sign-up';
import { checkPassword, type PasswordProblem } from '../password/password-rules';
import { hashPassword } from '../password/password-hash';
import { allowSignUpMail } from './allow-sign-up-mail';
import { signUpEnd } from './sign-up-store';

/** By what way in: a password at once, or a passkey once the address is proved. */
export type StartedWith = { method: 'password'; password: string } | { method: 'passkey' };

/**
 * Begins a sign-up: keeps it as pending and asks for the mail that proves the address. It never
 * looks up whether an account exists; the work and the rows are the same either way, and which mail
 * goes out is decided when it is sent. Limits, sign-up and mail are one commit; only where the address
 * had its mails already is what is kept of it a second one.
 * @returns the token that binds the pending sign-up to this browser, or why the password won't do.
 * @throws TryLaterError 429 past the client's mail limit, 503 when too many wait to be hashed.
 */
export async function startSignUp(
	input: StartedWith & {
		email: string;
		redirectTo: string;
		locale: string;
		client: ClientContext;
		/** Of work, where one is due; without it the mail goes the slow way. */
		proof?: string | undefined;
	}
): Promise<{ ok: true; token: string } | { ok: false; problem: PasswordProblem }> {
	const { email, method, redirectTo, locale, client } = input;
	const now = new Date();
	const password = method === 'password' ? input.password : null;
	const problem = password === null ? null : await checkPassword(password, [email]);
	if (problem) return { ok: false, problem };

	await refuseWhereReached(...mailTries(client.address));
	const passwordHash = password === null ? '' : await hashPassword(password);
	const pending = { email, method, passwordHash, redirectTo, locale, client };
	const { proof } = input;
	const token = await withProof({ purpose: 'sign-up', proof }, (isSlow) =>
		keepSignUp({ ...pending, isSlow, now })
	);
	return { ok: true, token };
}

async function keepSignUp(input: {
	email: string;
	method: StartedWith['method'];
	passwordHash: string;
	redirectTo: string;
	locale: string;
	client: ClientContext;
	isSlow: boolean;
	now: Date;
}): Promise<string> {
	const { email, method, passwordHash, redirectTo, locale, client, isSlow, now } = input;
	const token = createToken();
	const id = hashToken(token);
	const expiresAt = signUpEnd(now, { mailWaits: true });
	const mail = createMailWhere({
		template: 'sign-up',
		recipient: email,
		locale,
		signUpId: id,
		now,
		rank: isSlow ? 'slow' : 'later'
	});

	const allowed = await allowSignUpMail({ email, client, now }, (held) => [
		db.insert(signUps).select(sql`
			select ${id}, ${email}, ${method}, ${passwordHash}, ${redirectTo}, 0, ${now.getTime()},
				null, ${now.getTime()}, ${expiresAt.getTime()} where ${held}`),
		mail.statement(held),
		...countAsked(now, held)
	]);
	if (allowed.mailAskedAt) mail.announce();
	else {
		await db.insert(signUps).values({
			id,
			email,
			method,
			passwordHash,
			redirectTo,
			...allowed,
			createdAt: now,
			expiresAt: signUpEnd(now)
		});
	}
	return token;
}
