import { and, asc, eq, gt } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { inSteps } from '@/server/db/delete-in-steps';
import { env } from '@/server/env';
import { totps } from '../../../models/z.totp';
import { sealTotpSecretAnew } from '../totp/totp-secret';

/** Rows a step: each costs a decryption. */
const STEP = 50;

/**
 * Housekeeping: while the secret before is known, encrypts under the present one what that one opens,
 * so that it can be given up, and the next change leaves nobody's app behind.
 */
export async function sealTotpsAnew(): Promise<void> {
	if (!env().AUTH_SECRET_PREVIOUS) return;
	let last = '';
	await inSteps(STEP, async () => {
		const rows = await db
			.select({ id: totps.id, sealed: totps.sealed })
			.from(totps)
			.where(gt(totps.id, last))
			.orderBy(asc(totps.id))
			.limit(STEP);
		for (const { id, sealed } of rows) {
			const anew = sealTotpSecretAnew(id, sealed);
			const same = and(eq(totps.id, id), eq(totps.sealed, sealed));
			if (anew) await db.update(totps).set({ sealed: anew }).where(same);
		}
		last = rows.at(-1)?.id ?? last;
		return rows.length;
	});
}
