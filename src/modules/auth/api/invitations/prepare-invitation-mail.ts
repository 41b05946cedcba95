import { and, eq } from 'drizzle-orm';
import { lifetimes } from '$modules/limits/api/lifetimes';
import type { PrepareMail } from '$modules/mail/api/worker/prepare-mail';
import { m } from '@/paraglide/messages';
import { db } from '@/server/db/client';
import { env } from '@/server/env';
import { invitations } from '../../models/z.invitation';
import { authPages } from '../../routes/pages';
import { whatSignUpAsks, whoMaySignUp } from '../access/sign-up-kinds';
import { createMailedToken } from '../token/token-store';
import { getSettledUserByEmail } from '../user/has-way-in';
import { isOpen } from '../user/open-invitation';

const next = {
	either: m.mail_invitation_next,
	password: m.mail_invitation_next_password,
	passkey: m.mail_invitation_next_passkey,
	provider: m.mail_invitation_next_provider
};

/**
 * The mail of an invitation: none where it was used or taken back meanwhile, or its address has got an
 * account in another way. Its week begins when the mail server has it.
 */
export const prepareInvitationMail: PrepareMail<'invitation'> = async (mail) => {
	const { recipient: email, locale, invitationId } = mail;
	const now = new Date();
	if (whoMaySignUp() === 'closed') return null;
	const token = await db.transaction(async (tx) => {
		const open = and(eq(invitations.id, invitationId), isOpen(now));
		if ((await tx.$count(invitations, open)) === 0) return null;
		if (await getSettledUserByEmail({ email }, tx)) return null;
		// A try ends before the mail's lease: counted from then, the week is over first for the invitation.
		const expiresAt = new Date(now.getTime() + lifetimes.mailLease + lifetimes.invitation);
		return createMailedToken({ purpose: 'invitation', email, invitationId, now, expiresAt }, tx);
	});
	if (!token) return null;
	const options = { locale };
	return {
		subject: m.mail_invitation_subject({}, options),
		heading: m.mail_invitation_heading({}, options),
		paragraphs: [
			m.mail_invitation_text({ site: new URL(env().ORIGIN).host, email }, options),
			next[whatSignUpAsks()]({}, options)
		],
		action: {
			label: m.mail_invitation_action({}, options),
			url: `${env().ORIGIN}${authPages.invitation}?token=${token}`
		},
		note: m.mail_invitation_note({}, options),
		handed: () => noteHandedMail(invitationId)
	};
};

async function noteHandedMail(invitationId: string): Promise<void> {
	const now = new Date();
	const expiresAt = new Date(now.getTime() + lifetimes.invitation);
	await db
		.update(invitations)
		.set({ mailedAt: now, expiresAt })
		.where(and(eq(invitations.id, invitationId), isOpen(now)));
}
