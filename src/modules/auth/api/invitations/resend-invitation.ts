import { and, eq } from 'drizzle-orm';
import { givingBackTries, tryLimits } from '$modules/limits/api/take-limits';
import { createMail } from '$modules/mail/api/outbox/create-mail';
import type { Locale } from '@/paraglide/runtime';
import { db } from '@/server/db/client';
import { invitations } from '../../models/z.invitation';
import { whoMaySignUp } from '../access/sign-up-kinds';
import { asHelper } from '../session/as-helper';
import type { SessionOwner } from '../session/session-owner';
import { isUnused } from '../user/open-invitation';
import {
	invitationMail,
	logInvitation,
	whoseAddress,
	type InvitationRefusal
} from './create-invitation';
import { endsAtLatest, theInvitation, type WhichInvitation } from './invitation-store';
import { recordInvitation } from './record-invitation';

/** - `unknown`: there is none, or it was used or taken back. */
export type Resent =
	| { ok: true; id: string; email: string }
	| { ok: false; why: 'unknown' | Exclude<InvitationRefusal, 'invited'> };

/**
 * Sends the mail of an invitation once more, and begins its time anew when that has gone out, also
 * where it was over. Links that went out before stay good as long as they would have been.
 */
export async function resendInvitation(
	input: WhichInvitation & { by: string; owner?: SessionOwner; locale: Locale }
): Promise<Resent> {
	if (whoMaySignUp() === 'closed') return { ok: false, why: 'closed' };
	const unused = and(theInvitation(input), isUnused);
	const found = await db
		.select({ id: invitations.id, email: invitations.email })
		.from(invitations)
		.where(unused)
		.get();
	if (!found) return { ok: false, why: 'unknown' };
	const { id, email } = found;
	const taken = await whoseAddress(email, db);
	if (taken) return { ok: false, why: taken };

	const mail = invitationMail(email);
	if (await tryLimits([mail])) return { ok: false, why: 'mail-limit' };
	const result = await givingBackTries([mail], () =>
		asHelper(input.owner, async (tx, now): Promise<Resent> => {
			const [again] = await tx
				.update(invitations)
				.set({ mailedAt: null, expiresAt: endsAtLatest(now) })
				.where(and(eq(invitations.id, id), unused))
				.returning({ id: invitations.id });
			if (!again) return { ok: false, why: 'unknown' };
			const { locale } = input;
			const invitation = { template: 'invitation', invitationId: id } as const;
			await createMail({ ...invitation, recipient: email, locale, now }, tx);
			await recordInvitation('sent-again', { actor: input.by, now }, tx);
			return { ok: true, id, email };
		})
	);
	if (result.ok) logInvitation('sent-again', { actor: input.by, invitationId: id });
	return result;
}
