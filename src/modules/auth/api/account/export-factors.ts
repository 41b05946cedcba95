import { asc, eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { delayedRecoveries } from '../../models/z.delayed-recovery';
import { recoveryCodes } from '../../models/z.recovery-code';
import { removedFactors } from '../../models/z.removed-factor';
import { totps } from '../../models/z.totp';
import { trustedDevices } from '../../models/z.trusted-device';

/**
 * What a person's archive says of their second step, passkeys apart. Columns are named: no secret of
 * an app, no hash of a code or of a browser's token, nothing sealed.
 */
export async function exportFactors({ userId }: { userId: string }) {
	const apps = await db
		.select({
			number: totps.number,
			createdAt: totps.createdAt,
			confirmedAt: totps.confirmedAt,
			lastUsedAt: totps.lastUsedAt,
			expiresAt: totps.expiresAt
		})
		.from(totps)
		.where(eq(totps.userId, userId));
	const codes = await db
		.select({ createdAt: recoveryCodes.createdAt, usedAt: recoveryCodes.usedAt })
		.from(recoveryCodes)
		.where(eq(recoveryCodes.userId, userId));
	const devices = await db
		.select({
			userAgent: trustedDevices.userAgent,
			createdAt: trustedDevices.createdAt,
			lastUsedAt: trustedDevices.rotatedAt,
			expiresAt: trustedDevices.expiresAt
		})
		.from(trustedDevices)
		.where(eq(trustedDevices.userId, userId));
	const removed = await db
		.select({
			kind: removedFactors.kind,
			removedAt: removedFactors.removedAt,
			keptUntil: removedFactors.expiresAt
		})
		.from(removedFactors)
		.where(eq(removedFactors.userId, userId))
		.orderBy(asc(removedFactors.removedAt));
	const recovery = await db
		.select({
			requestedAt: delayedRecoveries.requestedAt,
			toldAgainAt: delayedRecoveries.toldAgainAt,
			startedAt: delayedRecoveries.startedAt,
			dueAt: delayedRecoveries.dueAt,
			reminderAskedAt: delayedRecoveries.reminderAskedAt,
			remindedAt: delayedRecoveries.remindedAt,
			offeredAt: delayedRecoveries.offeredAt
		})
		.from(delayedRecoveries)
		.where(eq(delayedRecoveries.userId, userId))
		.get();
	return {
		apps,
		recoveryCodes: codes,
		trustedBrowsers: devices,
		removedLately: removed,
		recoveryThatWaits: recovery ?? null
	};
}
