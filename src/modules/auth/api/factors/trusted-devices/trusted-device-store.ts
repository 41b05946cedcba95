import { and, desc, eq, gt, inArray } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { describeUserAgent } from '@/server/describe-user-agent';
import { hashToken } from '@/server/secrets';
import { trustedDevices } from '../../../models/z.trusted-device';

/**
 * The browsers that an account trusts, the one used last first.
 * @param input.deviceId by which this browser says to be known, see `readDeviceId`.
 */
export async function listTrustedDevices(input: { userId: string; deviceId: string | null }) {
	const rows = await db
		.select({
			id: trustedDevices.id,
			userAgent: trustedDevices.userAgent,
			createdAt: trustedDevices.createdAt,
			/** Each use replaces the token. */
			lastUsedAt: trustedDevices.rotatedAt,
			expiresAt: trustedDevices.expiresAt
		})
		.from(trustedDevices)
		.where(and(eq(trustedDevices.userId, input.userId), gt(trustedDevices.expiresAt, new Date())))
		.orderBy(desc(trustedDevices.rotatedAt));
	return rows.map(({ userAgent, ...device }) => ({
		...device,
		...describeUserAgent(userAgent),
		isCurrent: device.id === input.deviceId
	}));
}

export type ListedDevice = Awaited<ReturnType<typeof listTrustedDevices>>[number];

/** Ends the trust that these tokens stand for: the browser that had them keeps them no longer. */
export async function dropDevices(tokens: readonly string[]): Promise<void> {
	if (tokens.length === 0) return;
	await db.delete(trustedDevices).where(inArray(trustedDevices.hash, tokens.map(hashToken)));
}
