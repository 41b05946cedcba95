import { and, isNull } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { invitations } from '../../models/z.invitation';
import { logInvitation } from './create-invitation';
import { theInvitation, type WhichInvitation } from './invitation-store';

/**
 * Takes an invitation back: its links are good for nothing from then on, and a mail that waits is
 * never sent.
 * @returns `null` where there is none, or it was used or taken back before.
 */
export async function revokeInvitation(
	which: WhichInvitation & { by: string }
): Promise<{ id: string; email: string } | null> {
	const [revoked] = await db
		.update(invitations)
		.set({ revokedAt: new Date() })
		.where(and(theInvitation(which), isNull(invitations.usedAt), isNull(invitations.revokedAt)))
		.returning({ id: invitations.id, email: invitations.email });
	if (!revoked) return null;
	logInvitation('revoked', { actor: which.by, invitationId: revoked.id });
	return revoked;
}
