import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { hashToken } from '@/server/secrets';
import { usedChallenges } from '../../../models/z.used-challenge';
import { createOwnerMail } from '../../mails/owner-mail';

/**
 * Keeps in the record that a passkey may have been copied, and tells its owner by mail: once for each
 * challenge, however often the answer to it is sent. The challenge itself stays good, for another
 * passkey.
 */
export async function reportCopiedPasskey(input: {
	userId: string;
	name: string;
	challenge: { id: string; expiresAt: Date };
	client: ClientContext;
	now: Date;
}): Promise<void> {
	const { userId, name, challenge, client, now } = input;
	const report = { ...challenge, id: hashToken(`copied ${challenge.id}`) };
	await db.transaction(async (tx) => {
		const [first] = await tx
			.insert(usedChallenges)
			.values(report)
			.onConflictDoNothing()
			.returning({ id: usedChallenges.id });
		if (!first) return;
		const event = { userId, type: 'passkey-refused', method: name, client, now } as const;
		const eventId = await recordEvent(event, tx);
		await createOwnerMail({ template: 'passkey-refused', userId, eventId, now }, tx);
	});
}
