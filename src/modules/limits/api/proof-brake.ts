import { gt, and, eq, lte } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { env } from '@/server/env';
import { log } from '@/server/log';
import { slotCounts } from '../models/z.slot-count';
import { SLOT_MS } from './slot-counts';

const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;
const SLOTS_A_DAY = DAY / SLOT_MS;
/** Sign-ups and forgotten passwords in ten minutes that are nothing unusual, however small the site. */
const ASKED_MIN = 60;
/** So many times what is usual of the site is unusual. */
const TIMES = 5;
/** How long it stays on after the last ten minutes that were unusual. */
const STAYS_MS = 30 * MINUTE;
/** How long a look at the counts is good for: pages ask at each visit. */
const LOOK_MS = 5_000;

/**
 * - `asked`: sign-ups and forgotten passwords in the last ten minutes or so, counted under `auto` alone;
 * - `unusual`: from how many on they are unusual.
 */
export interface ProofBrake {
	mode: 'auto' | 'on' | 'off';
	isOn: boolean;
	asked: number;
	unusual: number;
}

let seen: { at: number; brake: Promise<ProofBrake> } | null = null;
let wasOn = false;

/** Whether a proof of work is due before a mail is asked for, and why. One read in five seconds. */
export async function getProofBrake(now = new Date()): Promise<ProofBrake> {
	const mode = env().PROOF_OF_WORK;
	if (mode !== 'auto') return { mode, isOn: mode === 'on', asked: 0, unusual: ASKED_MIN };
	const age = seen ? now.getTime() - seen.at : Infinity;
	if (!seen || age < 0 || age > LOOK_MS) {
		const brake = look(now);
		seen = { at: now.getTime(), brake };
		brake.then(tellOfChange, () => (seen = null));
	}
	return seen.brake;
}

async function look(now: Date): Promise<ProofBrake> {
	const slots = await db
		.select({ slot: slotCounts.slot, count: slotCounts.count })
		.from(slotCounts)
		.where(
			and(
				eq(slotCounts.kind, 'asked'),
				gt(slotCounts.slot, new Date(now.getTime() - DAY)),
				// Further ahead lies what was counted by a clock that was wrong.
				lte(slotCounts.slot, new Date(now.getTime() + SLOT_MS))
			)
		);
	const unusual = Math.max(ASKED_MIN, TIMES * 2 * median(slots.map(({ count }) => count)));
	const inWindow = (end: number) =>
		slots
			.filter(({ slot }) => slot.getTime() <= end && slot.getTime() > end - 15 * MINUTE)
			.reduce((sum, { count }) => sum + count, 0);
	const ends = slots
		.map(({ slot }) => slot.getTime())
		.filter((slot) => slot > now.getTime() - STAYS_MS);
	const isOn = ends.some((end) => inWindow(end) > unusual);
	return { mode: 'auto', isOn, asked: inWindow(now.getTime()), unusual };
}

/** Of a whole day's slots, those without any included: an attack of some hours does not move it. */
function median(counts: number[]): number {
	const all = [...counts, ...Array<number>(Math.max(0, SLOTS_A_DAY - counts.length)).fill(0)];
	return all.sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
}

function tellOfChange({ isOn, asked, unusual }: ProofBrake): void {
	if (isOn === wasOn) return;
	wasOn = isOn;
	if (isOn) log.warn({ event: 'proof-of-work-on', asked, unusual });
	else log.info({ event: 'proof-of-work-off', asked, unusual });
}
