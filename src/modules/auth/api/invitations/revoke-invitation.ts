import { and } from 'drizzle-orm';
import { invitations } from '../../models/z.invitation';
import { asHelper } from '../session/as-helper';
import { endAccess } from '../session/end-access';
import type { SessionOwner } from '../session/session-owner';
import { getUnsettledUserByEmail } from '../user/has-way-in';
import { isUnused } from '../user/open-invitation';
import { logInvitation } from './create-invitation';
import { theInvitation, type WhichInvitation } from './invitation-store';
import { recordInvitation } from './record-invitation';

/**
 * Takes an invitation back: its links are good for nothing from then on, and a mail that waits is
 * never sent. Whoever began by it and has no way in yet does not get in.
 * @returns `null` where there is none, or it was used or taken back before.
 */
export async function revokeInvitation(
	which: WhichInvitation & { by: string; owner?: SessionOwner }
): Promise<{ id: string; email: string } | null> {
	const revoked = await asHelper(which.owner, async (tx, now) => {
		const [row] = await tx
			.update(invitations)
			.set({ revokedAt: now })
			.where(and(theInvitation(which), isUnused))
			.returning({ id: invitations.id, email: invitations.email });
		if (!row) return null;
		const begun = await getUnsettledUserByEmail({ email: row.email }, tx);
		if (begun) await endAccess({ userId: begun.id, links: true, keptForms: true }, tx);
		await recordInvitation('revoked', { actor: which.by, now }, tx);
		return row;
	});
	if (!revoked) return null;
	logInvitation('revoked', { actor: which.by, invitationId: revoked.id });
	return revoked;
}
