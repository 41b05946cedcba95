import { db } from '@/server/db/client';
import { log } from '@/server/log';
import type { OutboxMail } from '../../models/z.outbox';
import { dueRanks, leaseMails } from './lease-mails';
import { isCounted, roomFor, takeTurns, type MailRank } from './mail-budget';

/** The ranks that waited for the budget when this process last looked. */
const waiting = new Set<MailRank>();

/**
 * Takes up to `limit` due mails, by rank, and of each rank no more than the budget of all instances
 * has room for. What has to wait stays as it is.
 */
export async function claimMails({
	limit,
	now
}: {
	limit: number;
	now: Date;
}): Promise<OutboxMail[]> {
	const taken: OutboxMail[] = [];
	for (const rank of await dueRanks(now)) {
		const claim = { rank, limit: limit - taken.length, now };
		if (claim.limit <= 0) break;
		try {
			taken.push(...(isCounted(rank) ? await claimCounted(claim) : await leaseMails(claim)));
		} catch (error) {
			// What was taken goes out; what was not stays as it is, for the next time.
			if (taken.length === 0) throw error;
			log.warn({ err: error }, 'Mails of a later rank could not be taken');
			break;
		}
	}
	return taken;
}

async function claimCounted(claim: { rank: MailRank; limit: number; now: Date }) {
	const { rank, limit, now } = claim;
	const hasRoom = (await roomFor(rank, now)) > 0;
	tellOfWaiting(rank, !hasRoom);
	if (!hasRoom) return [];
	return db.transaction(async (tx) => {
		const room = Math.min(limit, await roomFor(rank, now, tx));
		if (room <= 0) return [];
		const mails = await leaseMails({ rank, limit: room, now }, tx);
		if (mails.length > 0) await takeTurns({ rank, amount: mails.length, now }, tx);
		return mails;
	});
}

/** Told once when mails begin to wait for the budget, and once when they go on. */
function tellOfWaiting(rank: MailRank, isWaiting: boolean): void {
	if (rank === 'slow' || isWaiting === waiting.has(rank)) return;
	if (isWaiting) {
		waiting.add(rank);
		log.warn({ event: 'mail-budget-used', rank });
	} else {
		waiting.delete(rank);
		log.info({ event: 'mail-budget-again', rank });
	}
}
