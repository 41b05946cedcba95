import { eq } from 'drizzle-orm';
import { recordEvent } from '$modules/activity/api/record-event';
import { lifetimes } from '$modules/limits/api/lifetimes';
import type { ClientContext } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import { keepNewest } from '@/server/db/keep-newest';
import { hashToken } from '@/server/secrets';
import { trustedDevices } from '../../../models/z.trusted-device';
import { createDeviceToken, deviceIdOf } from './device-token';

/** Trusted devices of an account at most: `endTrust` ends all at once. */
const DEVICES_MAX = 50;

/**
 * Trusts the browser in which an account's second step has just been taken, in that step's
 * transaction: it is not asked for there until the time is over. Past fifty of an account the one
 * that ends first goes.
 * @param input.token a new one, unless one was derived.
 * @returns the token for this browser's cookie, which `startBrowserSession` writes as the outcome's
 * `device`.
 */
export async function trustDevice(
	input: { userId: string; token?: string | undefined; client: ClientContext; now: Date },
	executor: Executor
): Promise<{ token: string }> {
	const { userId, token = createDeviceToken(crypto.randomUUID()), client, now } = input;
	const id = deviceIdOf(token);
	await executor.insert(trustedDevices).values({
		id,
		userId,
		hash: hashToken(token),
		rotatedAt: now,
		userAgent: client.userAgent,
		createdAt: now,
		expiresAt: new Date(now.getTime() + lifetimes.trustedDevice)
	});
	const whose = eq(trustedDevices.userId, userId);
	const by = trustedDevices.expiresAt;
	await keepNewest({ table: trustedDevices, whose, by, max: DEVICES_MAX }, executor);
	await recordEvent({ userId, type: 'device-trusted', client, now }, executor);
	return { token };
}
