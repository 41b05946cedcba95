import { eq } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { slotCounts } from '$modules/limits/models/z.slot-count';
import { db } from '@/server/db/client';
import { log } from '@/server/log';
import { outbox } from '../../models/z.outbox';
import { createMail } from '../outbox/create-mail';
import { getMailBrake } from '../outbox/get-brakes';
import { giveUpOldMails } from '../outbox/give-up-old-mails';
import type { DeliverMail } from '../transport/outgoing-mail';
import { workerBench } from './worker.fixture';

vi.hoisted(() => (process.env.MAIL_PER_HOUR = '8'));

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const bench = workerBench();
const sent: string[] = [];
const deliver: DeliverMail = async ({ to }) => void sent.push(to.split('@')[0]!);

const ask = async (name: string, amount: number) => {
	for (let n = 0; n < amount; n++) await bench.ask(`${name}${n}@example.org`);
};
const askForReset = (name: string) =>
	createMail({
		template: 'password-reset',
		recipient: `${name}@example.org`,
		locale: 'en',
		now: bench.now()
	});
const left = (rows: number) =>
	vi.waitFor(async () => expect(await bench.rows()).toHaveLength(rows), 10_000);
const counted = async () =>
	(await db.select().from(slotCounts)).reduce((sum, { count }) => sum + count, 0);

afterEach(async () => {
	await bench.end();
	await db.delete(slotCounts);
	sent.length = 0;
	vi.restoreAllMocks();
});

test('sign-ups wait at three quarters, resets go out of the rest, and in time all of them', async () => {
	const warn = vi.spyOn(log, 'warn');
	await ask('new', 14);
	// Two instances share one budget.
	bench.start(deliver);
	bench.start(deliver);
	await left(8);
	expect(sent).toHaveLength(6);
	expect(await getMailBrake(bench.now())).toMatchObject({ holds: 'later', waiting: 8 });

	for (const name of ['forgot0', 'forgot1', 'forgot2']) await askForReset(name);
	await left(9);
	expect(sent.slice(6).toSorted()).toEqual(['forgot0', 'forgot1']);
	expect(await getMailBrake(bench.now())).toMatchObject({ holds: 'all', waiting: 9 });
	// Both workers have looked again, many times, and told of each rank once.
	bench.pass(0);
	const told = warn.mock.calls.filter(([fields]) => 'event' in Object(fields));
	expect(told.map(([fields]) => fields)).toEqual([
		{ event: 'mail-budget-used', rank: 'later' },
		{ event: 'mail-budget-used', rank: 'first' }
	]);

	bench.pass(50 * MINUTE);
	await vi.waitFor(async () => expect(sent).toHaveLength(8), 10_000);
	bench.pass(16 * MINUTE);
	await left(3);
	// Six went side by side; by age alone they had all been sign-ups.
	expect(sent.slice(8)).toHaveLength(6);
	expect(sent.slice(8)).toContain('forgot2');
	bench.pass(HOUR + 6 * MINUTE);
	await left(0);
	expect(new Set(sent).size).toBe(17);
	expect(await getMailBrake(bench.now())).toMatchObject({ holds: 'nothing', waiting: 0 });
});

test('what is not due, and what the mail server does not take, uses nothing up', async () => {
	await ask('unknown', 3);
	bench.start(deliver, async () => null);
	await left(0);
	await vi.waitFor(async () => expect(await counted()).toBe(0), 10_000);

	await bench.end();
	await ask('refused', 1);
	bench.start(async () => Promise.reject(new Error('down')));
	await vi.waitFor(async () => expect(await bench.rows()).toMatchObject([{ attempts: 1 }]), 10_000);
	await vi.waitFor(async () => expect(await counted()).toBe(0), 10_000);
});

test('one that waited for a day is tried all the same, and after a week it is given up', async () => {
	await ask('late', 2);
	const old = new Date(Date.now() - lifetimes.mail - HOUR);
	await db.update(outbox).set({ createdAt: old });
	bench.start(vi.fn(deliver).mockRejectedValueOnce(new Error('busy')));
	await left(1);
	bench.pass(MINUTE);
	await left(0);
	expect(sent.toSorted()).toEqual(['late0', 'late1']);

	await ask('never', 2);
	const error = vi.spyOn(log, 'error').mockReturnValue();
	await bench.end();
	await ask('kept', 1);
	await ask('never', 2);
	await db
		.update(outbox)
		.set({ createdAt: new Date(Date.now() - lifetimes.waitingMail - 1) })
		.where(eq(outbox.recipient, 'never0@example.org'));
	await giveUpOldMails();
	expect(error).toHaveBeenCalledWith({ count: 1 }, expect.stringContaining('given up'));
	const kept = (await bench.rows()).map(({ recipient }) => recipient);
	expect(kept).toEqual(['kept0@example.org', 'never1@example.org']);
});
