import { and, eq, type SQL } from 'drizzle-orm';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { invitations, type Invitation } from '../../models/z.invitation';
import { tokens } from '../../models/z.token';
import { whoMaySignUp } from '../access/sign-up-kinds';
import { validToken } from '../token/token-store';
import { isOpen } from '../user/open-invitation';

/** An invitation, by its row or by whom it is for. */
export type WhichInvitation = { id: string } | { email: string };

export const theInvitation = (which: WhichInvitation): SQL =>
	'id' in which ? eq(invitations.id, which.id) : eq(invitations.email, which.email);

/**
 * How an invitation stands, in a word:
 * - `waiting`: its mail has not gone out yet, or could not
 * - `open`, `used`, `revoked`
 * - `expired`: nobody used it in time
 */
export function stateOfInvitation(
	{ usedAt, revokedAt, expiresAt, mailedAt }: Omit<Invitation, 'id' | 'email' | 'invitedBy'>,
	now: Date
): 'waiting' | 'open' | 'used' | 'revoked' | 'expired' {
	if (usedAt) return 'used';
	if (revokedAt) return 'revoked';
	if (expiresAt <= now) return 'expired';
	return mailedAt ? 'open' : 'waiting';
}

/** When an invitation ends whose mail has just been asked for: it may go out as late as any. */
export const endsAtLatest = (now: Date) =>
	new Date(now.getTime() + lifetimes.waitingMail + lifetimes.mail);

/** Whether an address is invited, and may get an account. */
export const hasOpenInvitation = async (
	{ email, now }: { email: string; now: Date },
	executor: Executor
): Promise<boolean> =>
	(await executor.$count(invitations, and(eq(invitations.email, email), isOpen(now)))) > 0;

/**
 * The invitation that a mailed link belongs to, or `null` where it is used, taken back or too old, or
 * nobody may get an account. Looking does not use it up.
 */
export async function getInvitationByLink({ token }: { token: string }, executor: Executor = db) {
	if (whoMaySignUp() === 'closed') return null;
	const now = new Date();
	const found = await executor
		.select({ id: invitations.id, email: invitations.email })
		.from(tokens)
		.innerJoin(invitations, eq(invitations.id, tokens.invitationId))
		.where(and(validToken({ token, purpose: 'invitation', now }), isOpen(now)))
		.get();
	return found ?? null;
}
