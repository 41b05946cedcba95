import { isUnsettled } from '$modules/auth/api/user/has-way-in';
import { createMail } from '$modules/mail/api/outbox/create-mail';
import { baseLocale } from '@/paraglide/runtime';
import { actOn } from './act-on';
import { Refusal, type Help, type Helped } from './helper';

/**
 * Mails a person the link for a new password, as /forgot-password does; no limit that they or a
 * stranger reached stands in its way. A closed account gets one too: it stays closed.
 * - `no-mail`: none goes to the address.
 * - `unsettled`: it was left before it had a way in, so that a sign-up, or an invitation, is what opens it.
 */
export const sendReset = (help: Help): Promise<Helped<'no-mail' | 'unsettled'>> =>
	actOn(help, 'reset-sent', async (user, tx, now) => {
		const { email, locale, mailBlockedAt } = user;
		if (mailBlockedAt) throw new Refusal<'no-mail'>('no-mail');
		if (await isUnsettled(user, tx)) throw new Refusal<'unsettled'>('unsettled');
		const reader = { recipient: email, locale: locale ?? baseLocale };
		await createMail({ template: 'password-reset', ...reader, now }, tx);
	});
