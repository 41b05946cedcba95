import { and, eq } from 'drizzle-orm';
import { givingBackTries, tryLimits, type Try } from '$modules/limits/api/take-limits';
import { createMail } from '$modules/mail/api/outbox/create-mail';
import type { Locale } from '@/paraglide/runtime';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { log } from '@/server/log';
import { invitations } from '../../models/z.invitation';
import { whoMaySignUp } from '../access/sign-up-kinds';
import { asHelper } from '../session/as-helper';
import type { SessionOwner } from '../session/session-owner';
import { isEmailReserved } from '../email-change/email-change-store';
import { getSettledUserByEmail } from '../user/has-way-in';
import { isOpen } from '../user/open-invitation';
import { endsAtLatest } from './invitation-store';
import { recordInvitation, type InvitationAct } from './record-invitation';

/**
 * Why nobody was invited. Who asks runs the site, and may know it:
 * - `has-account`, `reserved`: the address has an account, or is kept for one that left it lately
 * - `invited`: it is invited already
 * - `mail-limit`: as many invitations as go to one address in an hour went there
 * - `closed`: nobody new comes in, invited or not
 */
export type InvitationRefusal = 'has-account' | 'reserved' | 'invited' | 'mail-limit' | 'closed';

export type Invited = { ok: true; id: string } | { ok: false; why: InvitationRefusal };

/**
 * Invites whoever reads the mails of an address. An earlier invitation of it that has ended goes, and
 * its links with it. Where it is refused no mail goes out.
 * @param input.by who invites: an account's id, or `operator`.
 */
export async function createInvitation(input: {
	email: string;
	by: string;
	/** The session of an admin who does it. */
	owner?: SessionOwner;
	locale: Locale;
}): Promise<Invited> {
	const { email, by, owner, locale } = input;
	if (whoMaySignUp() === 'closed') return { ok: false, why: 'closed' };
	const refused = await whyNot(email, db);
	if (refused) return { ok: false, why: refused };

	const mail = invitationMail(email);
	if (await tryLimits([mail])) return { ok: false, why: 'mail-limit' };
	const result = await givingBackTries([mail], () =>
		asHelper(owner, async (tx, now): Promise<Invited> => {
			const why = await whyNot(email, tx);
			if (why) return { ok: false, why };
			await tx.delete(invitations).where(eq(invitations.email, email));
			const id = crypto.randomUUID();
			const expiresAt = endsAtLatest(now);
			await tx.insert(invitations).values({ id, email, invitedBy: by, createdAt: now, expiresAt });
			const invitation = { template: 'invitation', invitationId: id } as const;
			await createMail({ ...invitation, recipient: email, locale, now }, tx);
			await recordInvitation('sent', { actor: by, now }, tx);
			return { ok: true, id };
		})
	);
	if (result.ok) logInvitation('sent', { actor: by, invitationId: result.id });
	return result;
}

/** Tells the log who did what with which invitation. Its address stands in its row alone. */
export const logInvitation = (
	act: InvitationAct,
	{ actor, invitationId }: { actor: string; invitationId: string }
): void => log.info({ event: 'invitation', act, actor, invitationId }, 'an invitation');

/** What counts the mails: those to one address alone, since a client that invites invites many. */
export const invitationMail = (email: string): Try => ['mail-address', `invitation ${email}`];

/** Whether an address is somebody's already, and needs no invitation. */
export async function whoseAddress(
	email: string,
	executor: Executor
): Promise<'has-account' | 'reserved' | null> {
	if (await getSettledUserByEmail({ email }, executor)) return 'has-account';
	return (await isEmailReserved({ email }, executor)) ? 'reserved' : null;
}

async function whyNot(email: string, executor: Executor): Promise<InvitationRefusal | null> {
	const taken = await whoseAddress(email, executor);
	if (taken) return taken;
	const open = and(eq(invitations.email, email), isOpen(new Date()));
	return (await executor.$count(invitations, open)) > 0 ? 'invited' : null;
}
