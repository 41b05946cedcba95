import { and, eq } from 'drizzle-orm';
import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import { trustedDevices } from '../../../models/z.trusted-device';
import { asOwner, type SessionOwner } from '../../session/session-owner';

/**
 * Ends the trust in one browser of a person: the second step is asked for there from now on.
 * @returns `false` where they trust no such browser.
 * @throws SessionEndedError
 */
export async function revokeTrustedDevice(input: {
	owner: SessionOwner;
	id: string;
	client: ClientContext;
}): Promise<boolean> {
	const { owner, id, client } = input;
	const { userId } = owner;
	return asOwner(owner, async (tx, now) => {
		const [ended] = await tx
			.delete(trustedDevices)
			.where(and(eq(trustedDevices.id, id), eq(trustedDevices.userId, userId)))
			.returning({ id: trustedDevices.id });
		if (!ended) return false;
		await recordEvent({ userId, type: 'device-forgotten', client, now }, tx);
		return true;
	});
}
