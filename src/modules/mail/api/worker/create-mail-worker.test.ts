import { readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { createDb } from '@/server/db/create-db';
import { freePort } from '$tests/free-port';
import { startSmtpSink, type SmtpSinkOptions } from '$tests/smtp-sink';
import { leaseMails } from '../outbox/lease-mails';
import { createSmtpTransport } from '../transport/create-smtp-transport';
import type { DeliverMail } from '../transport/outgoing-mail';
import { content, workerBench } from './worker.fixture';

const MINUTE = 60_000;
const bench = workerBench();
let stopSink: (() => Promise<void>) | undefined;

async function sinkWith(options?: SmtpSinkOptions) {
	const sink = await startSmtpSink(options);
	stopSink = sink.stop;
	return sink;
}

const failed = (attempts: number) =>
	vi.waitFor(
		async () => expect(await bench.rows()).toMatchObject([{ attempts, leasedUntil: null }]),
		10_000
	);
const empty = () => vi.waitFor(async () => expect(await bench.rows()).toEqual([]), 10_000);

afterEach(async () => {
	await bench.end();
	await stopSink?.();
	stopSink = undefined;
});

test('a mail is delivered and its row goes', async () => {
	const sink = await sinkWith();
	bench.start(createSmtpTransport(sink.url));
	await bench.ask('ada@example.org');
	const mail = await sink.waitFor(({ to }) => to.includes('ada@example.org'));
	expect(mail.subject).toBe('Grüße aus Köln');
	expect(mail.from).toBe('no-reply@localhost');
	await empty();
});

test('its author is told once the server has taken it, and not where it was refused', async () => {
	const sink = await sinkWith({ failFirst: 1 });
	const handed = vi.fn(async () => undefined);
	bench.start(createSmtpTransport(sink.url), async () => ({ ...content, handed }));
	await bench.ask('told@example.org');
	await failed(1);
	expect(handed).not.toHaveBeenCalled();
	bench.pass(MINUTE);
	await empty();
	expect(handed).toHaveBeenCalledOnce();
});

test('where its author could not be told, it goes out once more', async () => {
	const sink = await sinkWith();
	const handed = vi.fn(async () => undefined).mockRejectedValueOnce(new Error('busy'));
	bench.start(createSmtpTransport(sink.url), async () => ({ ...content, handed }));
	await bench.ask('told-late@example.org');
	await failed(1);
	bench.pass(MINUTE);
	await empty();
	expect(handed).toHaveBeenCalledTimes(2);
});

test('a worker picks up what an earlier process left', async () => {
	const sink = await sinkWith();
	await bench.ask('left@example.org');
	bench.start(createSmtpTransport(sink.url));
	await sink.waitFor(({ to }) => to.includes('left@example.org'));
});

test('a row lies readable in the database, its secret does not', async () => {
	const sink = await sinkWith({ failFirst: 1 });
	bench.start(createSmtpTransport(sink.url));
	await bench.ask('secret@example.org');
	await failed(1);
	bench.pass(MINUTE);
	const mail = await sink.waitFor(() => true);
	await empty();
	expect(mail.text).toContain('K7QX-9MTR');

	const file = (process.env.DATABASE_URL ?? '').replace(/^file:/, '');
	const bytes = readFileSync(file, 'latin1') + readFileSync(`${file}-wal`, 'latin1');
	expect(bytes).toContain('secret@example.org');
	expect(bytes).not.toContain('K7QX');
	expect(bytes).not.toContain('s3cret');
});

test('a refusal for now is tried again with the same Message-ID', async () => {
	const seen: string[] = [];
	const sink = await sinkWith({ failFirst: 2 });
	const send = createSmtpTransport(sink.url);
	bench.start(async (mail) => {
		seen.push(mail.messageId);
		await send(mail);
	});
	await bench.ask('later@example.org');
	await failed(1);
	bench.pass(MINUTE);
	await failed(2);
	bench.pass(MINUTE);
	const mail = await sink.waitFor(() => true);
	expect(seen).toEqual([mail.messageId, mail.messageId, mail.messageId]);
	expect(mail.messageId).toMatch(/^<[\w-]+@localhost>$/);
	await empty();
});

test('a mail waits for a dead server and comes when the server is back', async () => {
	const port = await freePort();
	bench.start(createSmtpTransport(`smtp://127.0.0.1:${port}`));
	await bench.ask('patient@example.org');
	await failed(1);
	const alive = await sinkWith({ port });
	bench.pass(MINUTE);
	await alive.waitFor(({ to }) => to.includes('patient@example.org'));
	await empty();
});

test('a slow server delays neither the request nor the other mails', async () => {
	const sink = await sinkWith({ delayMs: 700 });
	bench.start(createSmtpTransport(sink.url));
	const began = performance.now();
	for (let n = 0; n < 5; n++) await bench.ask(`slow${n}@example.org`);
	expect(sink.mails).toHaveLength(0);
	await vi.waitFor(() => expect(sink.mails).toHaveLength(5), 10_000);
	expect(performance.now() - began).toBeLessThan(5 * 700);
});

test.each(['rcpt', 'data'] as const)(
	'a refusal for good at %s ends after three tries',
	async (failAt) => {
		const sink = await sinkWith({ failFirst: 9, failCode: 550, failAt });
		bench.start(createSmtpTransport(sink.url));
		await bench.ask('nobody@example.org');
		await failed(1);
		bench.pass(MINUTE);
		await failed(2);
		bench.pass(MINUTE);
		await failed(3);
		expect(await bench.rows()).toMatchObject([
			{ givenUpAt: expect.any(Date), serverSaid: expect.stringMatching(/^550 /) }
		]);
		bench.pass(lifetimes.mail);
		await failed(3);
		expect(sink.mails).toEqual([]);
	}
);

test('after 24 hours of failures a mail is given up, not before', async () => {
	bench.start(async () => Promise.reject(new Error('down')));
	await bench.ask('old@example.org');
	await failed(1);
	bench.pass(lifetimes.mail - 5 * MINUTE);
	await failed(2);
	expect(await bench.rows()).toMatchObject([{ givenUpAt: null, serverSaid: null }]);
	bench.pass(10 * MINUTE);
	await failed(3);
	expect(await bench.rows()).toMatchObject([{ givenUpAt: expect.any(Date) }]);
});

test('a mail that is not due goes without being sent', async () => {
	const deliver = vi.fn(async () => {});
	bench.start(deliver, async () => null);
	await bench.ask('unknown@example.org');
	await empty();
	expect(deliver).not.toHaveBeenCalled();
});

test('a row that does not say what it is about goes without being sent', async () => {
	const [deliver, prepare] = [vi.fn(async () => {}), vi.fn(async () => content)];
	await bench.ask('nothing@example.org', { subjectId: null });
	bench.start(deliver, prepare);
	await empty();
	expect(prepare).not.toHaveBeenCalled();
	expect(deliver).not.toHaveBeenCalled();
});

test('a mail asked for in a language that is unknown is in English', async () => {
	const deliver = vi.fn<DeliverMail>(async () => {});
	await bench.ask('xx@example.org', { locale: 'xx' });
	bench.start(deliver);
	await empty();
	expect(deliver.mock.calls[0]?.[0].html).toContain('<html lang="en">');
});

test('a preparation that fails is tried again', async () => {
	const sink = await sinkWith();
	const prepare = vi.fn(async () => content).mockRejectedValueOnce(new Error('busy'));
	bench.start(createSmtpTransport(sink.url), prepare);
	await bench.ask('again@example.org');
	await failed(1);
	bench.pass(MINUTE);
	await sink.waitFor(() => true);
	expect(prepare).toHaveBeenCalledTimes(2);
});

test('two workers send each mail once', async () => {
	const sink = await sinkWith();
	for (let n = 0; n < 40; n++) await bench.ask(`n${n}@example.org`);
	bench.start(createSmtpTransport(sink.url));
	bench.start(createSmtpTransport(sink.url));
	await vi.waitFor(async () => expect(await bench.rows()).toEqual([]), { timeout: 15_000 });
	expect(sink.mails).toHaveLength(40);
	expect(new Set(sink.mails.map(({ messageId }) => messageId)).size).toBe(40);
});

test('two connections that lease at once share the mails out', async () => {
	const other = createDb(process.env.DATABASE_URL ?? '');
	for (let n = 0; n < 20; n++) await bench.ask(`n${n}@example.org`);
	const lease = { limit: 12, rank: 'later', now: bench.now() } as const;
	const leased = await Promise.all([leaseMails(lease), leaseMails(lease, other)]);
	const ids = leased.flat().map(({ id }) => id);
	expect(new Set(ids).size).toBe(20);
	expect(ids).toHaveLength(20);
	other.$client.close();
});

test('a mail whose sender died is free when the lease has run out', async () => {
	const sink = await sinkWith();
	await bench.ask('crash@example.org');
	await leaseMails({ limit: 1, rank: 'later', now: bench.now() });
	bench.start(createSmtpTransport(sink.url));
	bench.pass(lifetimes.mailLease / 2);
	await expect(sink.waitFor(() => true, 300)).rejects.toThrow('No such mail');
	bench.pass(lifetimes.mailLease);
	await sink.waitFor(({ to }) => to.includes('crash@example.org'));
});
