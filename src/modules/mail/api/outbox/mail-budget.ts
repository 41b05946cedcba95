import { lifetimes } from '$modules/limits/api/lifetimes';
import { countInSlot, countSince, type SlotKind } from '$modules/limits/api/slot-counts';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { env } from '@/server/env';
import type { AnyTemplate, OutboxMail } from '../../models/z.outbox';

/**
 * Whose turn it is where mails have to wait. `first`: somebody must get back in, or has to be warned.
 * `later`: nothing is at stake but time. `slow`: asked for without a proof of work while one is due.
 */
export const mailRanks = { first: 0, later: 1, slow: 2 } as const;

export type MailRank = keyof typeof mailRanks;

const canWait: readonly AnyTemplate[] = ['sign-up', 'email-change', 'invitation'];

/** The rank of a template's mails: what a feature of somebody's own has to say can wait. */
export const rankOf = (template: AnyTemplate): MailRank =>
	canWait.includes(template) || template.includes('/') ? 'later' : 'first';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
/** What is kept back of a budget for those who must get back in or have to be warned. */
const LATER_SHARE = 0.75;
/** Mails of the rank `slow` in five minutes, with a budget or without. */
const SLOW_MAX = 10;

/** The budgets that are set, with their time in milliseconds. */
export const budgets = () => {
	const { MAIL_PER_HOUR, MAIL_PER_DAY } = env();
	return [
		{ max: MAIL_PER_HOUR, ms: HOUR },
		{ max: MAIL_PER_DAY, ms: DAY }
	].flatMap(({ max, ms }) => (max === undefined ? [] : [{ max, ms }]));
};

const kindsOf = (rank: MailRank): SlotKind[] => [
	...(budgets().length > 0 ? (['mail'] as const) : []),
	...(rank === 'slow' ? (['mail-slow'] as const) : [])
];

/** Whether mails of a rank are counted, and have to wait for their turn. */
export const isCounted = (rank: MailRank): boolean => kindsOf(rank).length > 0;

/** How many mails of a rank may go out now, for all instances together; none at 0 or below. */
export async function roomFor(rank: MailRank, now: Date, executor: Executor = db): Promise<number> {
	const rooms = [Infinity];
	for (const { max, ms } of budgets()) {
		const share = rank === 'first' ? max : Math.ceil(max * LATER_SHARE);
		rooms.push(share - (await countSince({ kind: 'mail', ms, now }, executor)));
	}
	if (rank === 'slow') {
		rooms.push(SLOW_MAX - (await countSince({ kind: 'mail-slow', ms: 0, now }, executor)));
	}
	return Math.min(...rooms);
}

/** Counts mails that are about to go out, in the transaction that takes them. */
export async function takeTurns(
	{ rank, amount, now }: { rank: MailRank; amount: number; now: Date },
	executor: Executor
): Promise<void> {
	for (const kind of kindsOf(rank)) await countInSlot({ kind, at: now, amount }, executor);
}

/** Counts a leased mail no more, which was not due, or not taken by the mail server. */
export async function giveTurnBack(mail: OutboxMail): Promise<void> {
	const rank = mail.rank === mailRanks.slow ? 'slow' : 'first';
	if (!mail.leasedUntil) return;
	const at = new Date(mail.leasedUntil.getTime() - lifetimes.mailLease);
	for (const kind of kindsOf(rank)) await countInSlot({ kind, at, amount: -1 });
}
