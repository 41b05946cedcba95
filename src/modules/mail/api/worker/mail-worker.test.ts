import { afterEach, expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { env } from '@/server/env';
import { outbox } from '../../models/z.outbox';
import { createMail } from '../outbox/create-mail';
import { mailbox } from '../mailbox/mailbox';
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
	mailbox.clear();
	await db.delete(outbox);
});

test('a wish for a mail wakes the worker, which on localhost fills the built-in mailbox', async () => {
	startMailWorker({ prepare: prepareAll(async () => content) });
	await createMail(mail);
	await vi.waitFor(() => expect(mailbox.list()).toHaveLength(1), { timeout: 900 });
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
	await vi.waitFor(() => expect(deliver).toHaveBeenCalled(), { timeout: 2_000 });
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
