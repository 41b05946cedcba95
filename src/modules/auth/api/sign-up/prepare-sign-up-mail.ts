import { lifetimes } from '$modules/limits/api/lifetimes';
import { m } from '@/paraglide/messages';
import { db } from '@/server/db/client';
import { env } from '@/server/env';
import { authPages } from '../../routes/pages';
import { keyedHash } from '@/server/secrets';
import type { PrepareMail } from '$modules/mail/api/worker/prepare-mail';
import { tokens } from '../../models/z.token';
import { isEmailReserved } from '../email-change/email-change-store';
import { getSettledUserByEmail } from '../user/has-way-in';
import { beginSignUpHour, getSignUp } from './sign-up-store';
import { createCode, formatCode } from './sign-up-code';
import { addressReservedMail } from '../email-change/prepare-email-change-mails';
import { createMailedToken } from '../token/token-store';

/**
 * The mail that follows a sign-up: code and link for a new address, and for that of an account which
 * has no way in; for any other that has an account, a word to its owner and no way in. Where the sign-up began with a provider, the owner gets the code
 * too: it is worth something only in the browser that began, and there leads to signing in.
 */
export const prepareSignUpMail: PrepareMail<'sign-up'> = async ({
	recipient: email,
	locale,
	signUpId
}) => {
	const now = new Date();
	const pending = await getSignUp({ id: signUpId });
	if (!pending) return null;

	const options = { locale };
	// Not before: a try that fails, or waits behind others, takes nothing of it.
	const beside = () => [...beginSignUpHour({ id: signUpId, now: new Date() })];
	const owner = await getSettledUserByEmail({ email });
	if (owner && pending.method !== 'provider') {
		return {
			beside,
			subject: m.mail_account_exists_subject({}, options),
			heading: m.mail_account_exists_heading({}, options),
			paragraphs: [
				m.mail_account_exists_text({ email }, options),
				m.mail_account_exists_forgot({ url: `${env().ORIGIN}${authPages.forgotPassword}` }, options)
			],
			action: {
				label: m.mail_account_exists_action({}, options),
				url: `${env().ORIGIN}${authPages.signIn}`
			},
			note: m.mail_not_you_nothing({}, options)
		};
	}

	if (await isEmailReserved({ email })) return { ...addressReservedMail(email, locale), beside };

	const code = createCode();
	const token = await db.transaction(async (tx) => {
		await tx.insert(tokens).values({
			hash: keyedHash('sign-up-code', `${signUpId} ${code}`),
			purpose: 'sign-up-code',
			signUpId,
			email,
			createdAt: now,
			expiresAt: new Date(now.getTime() + lifetimes.signUp)
		});
		return createMailedToken({ purpose: 'sign-up-link', email, signUpId, now }, tx);
	});
	return {
		beside,
		subject: m.mail_sign_up_subject({ code: formatCode(code) }, options),
		heading: m.mail_sign_up_heading({}, options),
		paragraphs: [
			owner ? m.mail_sign_up_owner_text({ email }, options) : m.mail_sign_up_text({}, options)
		],
		code: { label: m.mail_sign_up_code({}, options), value: formatCode(code) },
		action: owner
			? undefined
			: {
					label: m.mail_sign_up_action({}, options),
					url: `${env().ORIGIN}${authPages.verify}?token=${token}`
				},
		note: m.mail_not_you_nothing({}, options)
	};
};

/**
 * In place of a mail that is not to go out: its sign-up ends when any other would. Whoever began it
 * could tell otherwise that the address has an account.
 */
export const passOverSignUpMail = async ({ signUpId }: { signUpId: string }): Promise<void> =>
	void (await db.batch(beginSignUpHour({ id: signUpId, now: new Date() })));
