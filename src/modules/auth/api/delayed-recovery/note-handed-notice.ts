import { and, eq, isNull } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { delayedRecoveries } from '../../models/z.delayed-recovery';
import { halfIsLeft } from './delayed-recovery-store';

/**
 * Notes that a notice of a delayed recovery was handed to the mail server. Each that is of half the
 * time leaves its reader the other half, however late it went out.
 * @param notice.isOwn it went to the address that the account has: that one counts.
 */
export async function noteHandedNotice(notice: {
	template: 'recovery-started' | 'recovery-reminder';
	recoveryId: string;
	isOwn: boolean;
}): Promise<void> {
	const { template, recoveryId, isOwn } = notice;
	const now = new Date();
	const own = eq(delayedRecoveries.id, recoveryId);
	if (template === 'recovery-started') {
		if (!isOwn) return;
		const first = and(own, isNull(delayedRecoveries.startedAt));
		await db.update(delayedRecoveries).set({ startedAt: now }).where(first);
		return;
	}
	const remindedAt = isOwn ? { remindedAt: now } : {};
	await db
		.update(delayedRecoveries)
		.set({ dueAt: halfIsLeft(now), ...remindedAt })
		.where(and(own, isNull(delayedRecoveries.offeredAt)));
}
