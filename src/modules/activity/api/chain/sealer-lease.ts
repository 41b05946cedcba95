import { and, eq, gt, isNull, lte, or } from 'drizzle-orm';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { db } from '@/server/db/client';
import { recordSealers } from '../../models/z.record-link';

/** The one row of its table. */
export const SEALER = 'record';

/**
 * One process's turn at making links, or its next step.
 * @returns whether it is this one's.
 */
export async function takeSealerLease(holder: string, now: Date): Promise<boolean> {
	const leasedUntil = new Date(now.getTime() + lifetimes.recordSealer);
	const lease = { holder, leasedUntil };
	const { rowsAffected } = await db
		.insert(recordSealers)
		.values({ name: SEALER, ...lease })
		.onConflictDoUpdate({
			target: recordSealers.name,
			set: lease,
			setWhere: or(
				eq(recordSealers.holder, holder),
				isNull(recordSealers.leasedUntil),
				lte(recordSealers.leasedUntil, now),
				// No process takes more than its time: a clock was wrong, or somebody keeps us all away.
				gt(recordSealers.leasedUntil, leasedUntil)
			)
		});
	return rowsAffected > 0;
}

/** Ends the turn of a process before its time is up. */
export async function endSealerLease(holder: string): Promise<void> {
	await db
		.update(recordSealers)
		.set({ holder: null, leasedUntil: null })
		.where(and(eq(recordSealers.name, SEALER), eq(recordSealers.holder, holder)));
}
