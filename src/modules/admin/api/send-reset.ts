import { createMail } from '$modules/mail/api/outbox/create-mail';
import { baseLocale } from '@/paraglide/runtime';
import { actOn } from './act-on';
import { Refusal, type Help, type Helped } from './helper';

/**
 * Mails a person the link for a new password, as /forgot-password does; no limit that they or a
 * stranger reached stands in its way. A closed account gets one too: it stays closed.
 * `no-mail`: none goes to the address.
 */
export const sendReset = (help: Help): Promise<Helped<'no-mail'>> =>
	actOn(help, 'reset-sent', async ({ email, locale, mailBlockedAt }, tx, now) => {
		if (mailBlockedAt) throw new Refusal<'no-mail'>('no-mail');
		const reader = { recipient: email, locale: locale ?? baseLocale };
		await createMail({ template: 'password-reset', ...reader, now }, tx);
	});
