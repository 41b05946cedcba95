import { setTimeout as sleep } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { db } from '@/server/db/client';
import { env } from '@/server/env';
import { outbox } from '../../models/z.outbox';
import { createMail, createMailWhere, onNewMail } from '../outbox/create-mail';
import { dueRanks } from '../outbox/lease-mails';
import { mailbox } from '../mailbox/mailbox';
import type { DeliverMail } from '../transport/outgoing-mail';
import { createHandedMails } from './handed-mails';
import { createTransport, startMailWorker, stopMailWorker } from './mail-worker';
import { content, prepareAll } from './worker.fixture';

const mail = {
	template: 'sign-up',
	recipient: 'ada@example.org',
	locale: 'de',
	signUpId: 'a'
} as const;

afterEach(async () => {
	await stopMailWorker();
	onNewMail(null);
	mailbox.clear();
	await db.delete(outbox);
});

test('a wish for a mail wakes the worker, which on localhost fills the built-in mailbox', async () => {
	let took = Infinity;
	// Looking by itself it comes after a second; a busy machine may be as slow, but not each time.
	for (let tries = 0; tries < 3 && took >= 900; tries += 1) {
		await stopMailWorker();
		mailbox.clear();
		startMailWorker({ prepare: prepareAll(async () => content) });
		const began = performance.now();
		await createMail(mail);
		await vi.waitFor(() => expect(mailbox.list()).toHaveLength(1), 10_000);
		took = performance.now() - began;
	}
	expect(took).toBeLessThan(900);
	expect(mailbox.list()[0]).toMatchObject({ to: 'ada@example.org', subject: content.subject });
	expect(mailbox.list()[0]?.html).toContain('<html lang="de">');
});

test('a mail asked for in a transaction that fails is not sent', async () => {
	startMailWorker({ prepare: prepareAll(async () => content) });
	const work = db.transaction(async (tx) => {
		await createMail(mail, tx);
		throw new Error('no');
	});
	await expect(work).rejects.toThrow('no');
	expect(await db.select().from(outbox)).toEqual([]);
});

test('a stopped worker takes no more mail, and waits for those on their way', async () => {
	let sent = 0;
	const deliver = vi.fn(async () => {
		await new Promise((resolve) => setTimeout(resolve, 300));
		sent++;
	});
	startMailWorker({ prepare: prepareAll(async () => content), deliver });
	await createMail(mail);
	await vi.waitFor(() => expect(deliver).toHaveBeenCalled(), 10_000);
	await stopMailWorker();
	expect(sent).toBe(1);
	await createMail(mail);
	await new Promise((resolve) => setTimeout(resolve, 600));
	expect(deliver).toHaveBeenCalledTimes(1);
});

test('without SMTP_URL on localhost mail goes to the built-in mailbox', async () => {
	const date = new Date();
	const mail = { id: 'a', from: 'f@x', to: 't@x', subject: 's', html: 'h', text: 't' };
	await createTransport()({ ...mail, messageId: '<a@x>', date });
	expect(mailbox.get('a')).toMatchObject(mail);
});

test('without SMTP_URL elsewhere there is no way out', () => {
	expect(() => createTransport({ ...env(), mailboxEnabled: false })).toThrow('SMTP_URL');
});

test("a mail is its own process's from the start, once the transaction has ended", async () => {
	const deliver = vi.fn(async () => {});
	startMailWorker({ prepare: prepareAll(async () => content), deliver });
	await db.transaction(async (tx) => {
		await createMail(mail, tx);
		// Longer than until the worker's first look.
		await sleep(500);
		expect(deliver).not.toHaveBeenCalled();
	});
	const [row] = await db.select().from(outbox);
	expect(row?.leasedUntil?.getTime()).toBe((row?.createdAt.getTime() ?? 0) + lifetimes.mailLease);
	await vi.waitFor(() => expect(deliver).toHaveBeenCalledTimes(1), 10_000);
	await vi.waitFor(async () => expect(await db.$count(outbox)).toBe(0), 10_000);
});

test('a mail whose process ends before it was sent is free: at once, or after a crash with its lease', async () => {
	onNewMail({ hand: () => undefined, wake: () => undefined });
	await createMail(mail);
	expect(await dueRanks(new Date())).toEqual([]);
	expect(await dueRanks(new Date(Date.now() + lifetimes.mailLease))).toEqual(['later']);
	await db.delete(outbox);

	startMailWorker({ prepare: prepareAll(async () => content), deliver: vi.fn(async () => {}) });
	await createMail(mail);
	await stopMailWorker();
	expect(await dueRanks(new Date())).toEqual(['later']);
});

test('more mails than it sends at once wait for it, and each goes once', async () => {
	const sent: string[] = [];
	const deliver: DeliverMail = async ({ to }) => {
		sent.push(to);
		await sleep(30);
	};
	startMailWorker({ prepare: prepareAll(async () => content), deliver });
	const people = Array.from({ length: 23 }, (_, n) => `n${n}@example.org`);
	for (const recipient of people) await createMail({ ...mail, recipient });
	await vi.waitFor(async () => expect(await db.$count(outbox)).toBe(0), 10_000);
	expect(sent.toSorted()).toEqual(people.toSorted());
});

test('one that has waited long has its lease renewed before it is sent, unless another has it', async () => {
	const handed = createHandedMails();
	onNewMail({ hand: handed.hand, wake: () => undefined });
	const began = new Date();
	await createMail({ ...mail, now: began });
	await createMail({ ...mail, now: began, recipient: 'other@example.org' });
	const taken = new Date(began.getTime() + 2 * lifetimes.mailLease);
	await db
		.update(outbox)
		.set({ leasedUntil: taken })
		.where(eq(outbox.recipient, 'other@example.org'));
	const now = new Date(began.getTime() + lifetimes.mailLease / 2);
	const mails = await handed.take({ limit: 5, now });
	expect(mails.map(({ recipient }) => recipient)).toEqual([mail.recipient]);
	expect(mails[0]?.leasedUntil).toEqual(new Date(now.getTime() + lifetimes.mailLease));
});

test('mails that never came about leave room for those that do', async () => {
	const handed = createHandedMails();
	onNewMail({ hand: handed.hand, wake: () => undefined });
	const began = new Date();
	for (let i = 0; i < 1_000; i++) createMailWhere({ ...mail, now: began }).announce();
	const later = new Date(began.getTime() + lifetimes.mailLease / 2);
	expect(await handed.take({ limit: 5, now: later })).toEqual([]);
	await createMail({ ...mail, now: later });
	expect(await handed.take({ limit: 5, now: later })).toHaveLength(1);
});
