import { afterEach, expect, test } from 'vitest';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { db } from '@/server/db/client';
import { outbox } from '../../models/z.outbox';
import { leaseMails } from '../outbox/lease-mails';
import { createHandedMails } from './handed-mails';
import { workerBench } from './worker.fixture';

const bench = workerBench();
afterEach(() => bench.end());

test('a worker that ends takes no mail out of the hands of another', async () => {
	const now = new Date();
	const leasedUntil = new Date(now.getTime() + lifetimes.mailLease);
	await bench.ask('one@example.org', { leasedUntil });
	const [{ id } = { id: '' }] = await bench.rows();
	// One instance asked for it, and had no hand free for a minute: its mail server says nothing.
	const handed = createHandedMails();
	handed.hand({ id, leasedUntil });
	// Its lease has ended, and another instance is sending it.
	const later = new Date(leasedUntil.getTime() + 1);
	const [taken] = await leaseMails({ rank: 'later', limit: 1, now: later });
	expect(taken?.id).toBe(id);
	await handed.release();
	expect((await db.select().from(outbox))[0]?.leasedUntil).toEqual(taken?.leasedUntil);
	expect(await leaseMails({ rank: 'later', limit: 1, now: later })).toEqual([]);
});
