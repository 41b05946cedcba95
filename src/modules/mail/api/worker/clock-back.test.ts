import { afterEach, expect, test, vi } from 'vitest';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { db } from '@/server/db/client';
import { dueRanks, leaseMails } from '../outbox/lease-mails';
import { listMails } from '../outbox/list-mails';
import { retryMail } from '../outbox/retry-mail';
import type { DeliverMail } from '../transport/outgoing-mail';
import { rescheduleMails } from './reschedule-mails';
import { workerBench } from './worker.fixture';

const MINUTE = 60_000;
const YEAR = 365 * 24 * 60 * MINUTE;
const bench = workerBench();
const deliver = () => vi.fn<DeliverMail>(async () => {});
const refuseOnce = () => deliver().mockRejectedValueOnce(new Error('down'));
const empty = () => vi.waitFor(async () => expect(await bench.rows()).toEqual([]), 10_000);
const failed = () =>
	vi.waitFor(
		async () => expect(await bench.rows()).toMatchObject([{ attempts: 1, leasedUntil: null }]),
		10_000
	);

afterEach(async () => {
	vi.restoreAllMocks();
	await bench.end();
});

/** A mail that failed while the clock was a year ahead, which is set right since. */
async function putOff(recipient: string) {
	bench.pass(YEAR);
	bench.start(refuseOnce());
	await bench.ask(recipient);
	await failed();
	bench.pass(-YEAR);
}

test('a mail that was put off by a clock that was ahead comes back at the next clean-up', async () => {
	await putOff('ahead@example.org');
	await rescheduleMails(bench.now());
	bench.pass(0);
	await empty();
});

test('what waits as long as a mail may, or was given up, stays as it is', async () => {
	const nextAttemptAt = new Date(bench.now().getTime() + 72 * MINUTE);
	await bench.ask('waits@example.org', { nextAttemptAt });
	const forgotten = new Date(bench.now().getTime() + lifetimes.givenUpMail);
	await bench.ask('given-up@example.org', { nextAttemptAt: forgotten, givenUpAt: bench.now() });
	await rescheduleMails(bench.now());
	const rows = await bench.rows();
	expect(rows.map((row) => row.nextAttemptAt)).toEqual([nextAttemptAt, forgotten]);
});

test('a mail that was asked for by a clock that was ahead is tried again when that is wanted', async () => {
	await putOff('again@example.org');
	const [mail] = await bench.rows();
	await retryMail({ id: mail!.id, now: bench.now() }, db);
	bench.pass(0);
	await empty();
});

test('a lease that a clock that was ahead has begun holds nothing up', async () => {
	await bench.ask('leased@example.org');
	const ahead = new Date(bench.now().getTime() + YEAR);
	await leaseMails({ limit: 1, rank: 'later', now: ahead });
	const { mails } = await listMails({ failed: false, now: bench.now() });
	expect(mails).toMatchObject([{ isBeingSent: false }]);
	bench.start(deliver());
	await empty();
});

test('what is being sent while the clock is put back goes out once', async () => {
	let take = () => {};
	const taken = new Promise<void>((resolve) => (take = resolve));
	const slowly = vi.fn<DeliverMail>(() => taken);
	await bench.ask('on-its-way@example.org');
	bench.pass(YEAR);
	bench.start(slowly);
	await vi.waitFor(() => expect(slowly).toHaveBeenCalled(), 10_000);
	bench.pass(-YEAR);
	const leasedUntil = (await bench.rows())[0]!.leasedUntil;
	const again = async () => expect((await bench.rows())[0]!.leasedUntil).not.toEqual(leasedUntil);
	await vi.waitFor(again, 10_000);
	take();
	await empty();
	expect(slowly).toHaveBeenCalledOnce();
});

test('what is due, and what waits too long, is found along an index', async () => {
	const execute = vi.spyOn(db.$client, 'execute');
	await dueRanks(bench.now());
	await leaseMails({ limit: 5, rank: 'first', now: bench.now() });
	await rescheduleMails(bench.now());
	const asked = execute.mock.calls.map(([statement]: unknown[]) => statement as { sql: string });
	vi.restoreAllMocks();
	const steps: string[] = [];
	for (const { sql, ...statement } of asked) {
		const { rows } = await db.$client.execute({ ...statement, sql: `explain query plan ${sql}` });
		steps.push(...rows.map(({ detail }) => String(detail)));
	}
	const due = 'SEARCH outbox USING INDEX outbox_rank (rank=? AND next_attempt_at<?)';
	expect(steps.filter((step) => step.includes('next_attempt_at'))).toEqual([
		...Array<string>(4).fill(due),
		'SEARCH outbox USING INDEX outbox_next_attempt_at (next_attempt_at>?)'
	]);
	expect(steps.filter((step) => step.includes('SCAN outbox'))).toEqual([]);
});
