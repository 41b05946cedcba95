import { recordEvent } from '$modules/activity/api/record-event';
import { nowhere } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';

const types = {
	sent: 'invitation-sent',
	'sent-again': 'invitation-sent-again',
	revoked: 'invitation-revoked'
} as const;

export type InvitationAct = keyof typeof types;

/**
 * Keeps in the record who did what with an invitation, in the transaction that does it. It is nobody's
 * entry, and the address is not in it: that goes with the invitation's row.
 */
export const recordInvitation = async (
	act: InvitationAct,
	{ actor, now }: { actor: string; now: Date },
	executor: Executor
): Promise<void> => {
	const event = { userId: null, type: types[act], by: { actor }, client: nowhere, now };
	await recordEvent(event, executor);
};
