import { and, gt, isNull } from 'drizzle-orm';
import { getProofBrake, type ProofBrake } from '$modules/limits/api/proof-brake';
import { countSince } from '$modules/limits/api/slot-counts';
import { db } from '@/server/db/client';
import { outbox } from '../../models/z.outbox';
import { isFree } from './lease-mails';
import { budgets, roomFor } from './mail-budget';

/** What is done against floods of mails, and whether it holds anything up now. */
export interface Brakes {
	mail: MailBrake;
	proof: ProofBrake;
}

/** How the brakes stand, for all instances together: for figures, and for who runs the site. */
export const getBrakes = async (): Promise<Brakes> => ({
	mail: await getMailBrake(),
	proof: await getProofBrake()
});

/** - `holds`: mails of which ranks wait for the budget now. */
interface MailBrake {
	budgets: { max: number; ms: number; used: number }[];
	holds: 'nothing' | 'later' | 'all';
	waiting: number;
}

/** How the budget of mails stands, for all instances together; without one it holds nothing. */
export async function getMailBrake(now = new Date()): Promise<MailBrake> {
	const used = [];
	for (const { max, ms } of budgets()) {
		used.push({ max, ms, used: await countSince({ kind: 'mail', ms, now }) });
	}
	const rooms = { first: await roomFor('first', now), later: await roomFor('later', now) };
	const waits = and(isNull(outbox.givenUpAt), isFree(now));
	const holds = rooms.first <= 0 ? 'all' : rooms.later <= 0 ? 'later' : 'nothing';
	const behind = holds === 'later' ? and(waits, gt(outbox.rank, 0)) : waits;
	return {
		budgets: used,
		holds,
		waiting: holds === 'nothing' ? 0 : await db.$count(outbox, behind)
	};
}
