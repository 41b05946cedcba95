import { and, eq, gt } from 'drizzle-orm';
import { recordEvent } from '$modules/activity/api/record-event';
import { lifetimes } from '$modules/limits/api/lifetimes';
import type { ClientContext } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import { hashToken } from '@/server/secrets';
import { trustedDevices } from '../../../models/z.trusted-device';
import { createOwnerMail } from '../../mails/owner-mail';
import type { Account } from '../../user/user-store';
import type { DeviceTrust } from './device-cookie';
import { deviceIdOf, nextDeviceTokens } from './device-token';

/** In this browser the second step is not asked for, and its next token. */
type Trusted = { token: string };
/** Its token was replaced long ago: somebody has a copy, so that the trust has ended. */
type Refused = { token: null };

/**
 * Uses the trust of an account in a browser, in the transaction of the sign-in that it shortens. Each
 * use replaces the token; when the trust ends stays as it was. The token before is good for a minute
 * more and gets the same answer. Later it ends the trust, whoever came by it, and the owner is told.
 * @param use.devices as the browser's cookie has them.
 * @returns `null` where the account does not trust this browser.
 */
export async function useTrustedDevice(
	use: { user: Account; devices: readonly DeviceTrust[]; client: ClientContext; now: Date },
	executor: Executor
): Promise<Trusted | Refused | null> {
	const { user, devices, client, now } = use;
	const userId = user.id;
	const token = devices.find((one) => one.userId === userId)?.token;
	if (token === undefined) return null;
	const own = and(eq(trustedDevices.id, deviceIdOf(token)), eq(trustedDevices.userId, userId));
	const device = await executor
		.select()
		.from(trustedDevices)
		.where(and(own, gt(trustedDevices.expiresAt, now)))
		.get();
	if (!device) return null;

	const hash = hashToken(token);
	const next = nextDeviceTokens(token);
	if (hash === device.hash) {
		const { userAgent } = client;
		await executor
			.update(trustedDevices)
			.set({ hash: hashToken(next[0]!), previousHash: hash, rotatedAt: now, userAgent })
			.where(own);
		return { token: next[0]! };
	}
	const isOverlap = now.getTime() - device.rotatedAt.getTime() <= lifetimes.trustedDeviceOverlap;
	const given = next.find((one) => hashToken(one) === device.hash);
	if (hash === device.previousHash && isOverlap && given) return { token: given };

	await executor.delete(trustedDevices).where(own);
	const eventId = await recordEvent({ userId, type: 'device-refused', client, now }, executor);
	await createOwnerMail(
		{ template: 'device-refused', userId, owner: user, eventId, now },
		executor
	);
	return { token: null };
}
