import { and, count, eq, gt, inArray, isNull } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import '$tests/providers';
import { db } from '@/server/db/client';
import { parseTimeCursor } from '@/server/time-cursor';
import { recordEvent } from '$modules/activity/api/record-event';
import { oauthAccounts } from '$modules/auth/models/z.oauth-account';
import { createMail } from '$modules/mail/api/outbox/create-mail';
import { listMails } from '$modules/mail/api/outbox/list-mails';
import { deleteGivenUpMails, getMailQueue } from '$modules/mail/api/outbox/outbox-store';
import { deleteOldSentMails } from '$modules/mail/api/outbox/sent-mails';
import { outbox, type OutboxMail } from '$modules/mail/models/z.outbox';
import { sentMails } from '$modules/mail/models/z.sent-mail';
import { addAdmin } from '$tests/admins';
import { openBrowser } from '$tests/app';
import { createUser } from '$tests/factories';
import { mailsTo } from '$tests/mails';
import { newAddress } from '$tests/people';

const HOUR = 60 * 60 * 1000;
const later = (ms: number) => new Date(Date.now() + ms);

afterEach(async () => void (await db.delete(outbox)));

/** A mail that waits, with what happened to it. */
async function addMail(row: Partial<OutboxMail> = {}) {
	const recipient = newAddress();
	const { id } = await createMail({ template: 'password-reset', recipient, locale: 'en' });
	const waiting = { nextAttemptAt: later(HOUR), leasedUntil: null };
	await db
		.update(outbox)
		.set({ ...waiting, ...row })
		.where(eq(outbox.id, id));
	return { id, recipient };
}

const given = { attempts: 3, givenUpAt: new Date(), serverSaid: '550 5.1.1 No such mailbox here' };

test('shows what waits, what failed with the server’s words, and what was given up', async () => {
	const { browser } = await addAdmin();
	const fresh = await addMail();
	const failing = await addMail({ attempts: 1, serverSaid: '451 4.7.1 Come back later' });
	const gone = await addMail(given);
	await addMail({ leasedUntil: later(HOUR) });
	const all = await (await browser.get('/admin/mail')).text();
	for (const { recipient } of [fresh, failing, gone]) expect(all).toContain(recipient);
	for (const words of ['Waits to be sent', 'Is being sent', '451 4.7.1 Come', '550 5.1.1 No such'])
		expect(all).toContain(words);
	expect(all.match(/Try again now/g)).toHaveLength(2);
	expect(all).toContain('Time zone: ');
	const failed = await (await browser.get('/admin/mail?show=failed')).text();
	expect(failed).not.toContain(fresh.recipient);
	expect(failed).toContain(gone.recipient);
	await db.delete(outbox);
	expect(await (await browser.get('/admin/mail')).text()).toContain('No mail waits.');
});

test('the page of a person has what was sent beside what waits, the newest first, in words', async () => {
	const { browser } = await addAdmin();
	const { id: userId, email } = await createUser({ email: newAddress() });
	const nobody = newAddress();
	const connected = { provider: 'one', issuer: 'https://one.example', subject: '1' };
	await db.insert(oauthAccounts).values({ userId, ...connected, createdAt: new Date() });
	const failed = { type: 'second-step-failed', method: 'one+totp' } as const;
	await recordEvent({ userId, ...failed, client: { address: '', userAgent: '' } }, db);
	for (const address of [email, nobody]) {
		await openBrowser().post('/forgot-password', { email: address });
		await mailsTo(address);
	}
	const waiting = await addMail({ recipient: email, template: 'new-sign-in', createdAt: later(1) });
	const failing = await addMail({ recipient: email, attempts: 1 });
	const worse = await addMail({ recipient: email, attempts: 2 });
	const shown = async () =>
		(await (await browser.get(`/admin/people/${userId}`)).text())
			.replaceAll(/<script[\s\S]*?<\/script>|<[^>]*>/g, ' ')
			.replaceAll(/\s+/g, ' ');
	expect(await shown()).toMatch(
		/New sign-in .*Waits to be sent .*Link for a new password .*taken by the mail server/
	);
	expect(await shown()).toMatch(/1 failed try, next/);
	expect(await shown()).toMatch(/2 failed tries, next/);
	expect(await shown()).not.toMatch(/new-sign-in|password-reset/);
	expect(await shown()).toMatch(/Connected accounts One .*One \+ /);
	const { id } = outbox;
	await db.delete(outbox).where(inArray(id, [waiting.id, failing.id, worse.id]));
	expect((await db.select().from(sentMails)).map((row) => row.userId)).toEqual([userId]);
	const day = 24 * HOUR;
	await deleteOldSentMails(later(13 * day));
	expect(await db.$count(sentMails)).toBe(1);
	await deleteOldSentMails(later(15 * day));
	expect(await shown()).toContain('none was sent to the account in the last 14 days');
});

test('a mail that was given up is tried again, once; one that is being sent is left alone', async () => {
	const { browser } = await addAdmin();
	const mail = await addMail(given);
	const sending = await addMail({ attempts: 1, leasedUntil: later(HOUR) });
	const retry = (id: string) => browser.post('/admin/mail?/retry&show=failed', { id });
	const answer = await retry(mail.id);
	expect([answer.status, answer.headers.get('location')]).toEqual([303, '/admin/mail?show=failed']);
	expect(await (await browser.get('/admin/mail')).text()).toContain('is tried again now');
	expect(await mailsTo(mail.recipient)).toEqual([]);
	expect(await db.$count(outbox, eq(outbox.id, mail.id))).toBe(0);
	for (const id of [mail.id, sending.id, 'nothing']) {
		await retry(id);
		expect(await (await browser.get('/admin/mail')).text()).toContain('is being sent, or has gone');
	}
	const [left] = await db.select().from(outbox).where(eq(outbox.id, sending.id));
	expect(left?.nextAttemptAt.getTime()).toBeGreaterThan(Date.now());
});

test('pages follow each other without a gap, along an index', async () => {
	const createdAt = new Date();
	for (let index = 0; index < 5; index += 1) await addMail({ attempts: index % 2, createdAt });
	const seen: string[] = [];
	for (let next: string | null = '', pages = 0; next !== null && pages < 9; pages += 1) {
		const page = await listMails({ failed: false, before: parseTimeCursor(next), limit: 2 });
		seen.push(...page.mails.map(({ id }) => id));
		next = page.next;
	}
	expect([seen.length, new Set(seen).size]).toEqual([5, 5]);
	const plan = async (where: string) =>
		(
			await db.$client.execute(
				`explain query plan select * from outbox ${where} order by created_at desc, id desc limit 51`
			)
		).rows.map(({ detail }) => String(detail));
	expect(await plan('')).toEqual([expect.stringContaining('USING INDEX outbox_created_at')]);
	expect(await plan('where attempts > 0 and (created_at, id) < (9, 0)')).toEqual([
		expect.stringContaining('USING INDEX outbox_failed ((created_at,id)<(?,?))')
	]);
});

test('what waits is counted along an index of its own, whatever was given up', async () => {
	await addMail();
	const execute = vi.spyOn(db.$client, 'execute');
	await getMailQueue();
	const asked = execute.mock.calls.map(([statement]: unknown[]) => statement as { sql: string });
	vi.restoreAllMocks();
	const { rank } = outbox;
	const waiting = isNull(outbox.givenUpAt);
	const counted = db.select({ n: count() }).from(outbox);
	const statements = [
		...asked.filter(({ sql }) => sql.includes('"outbox"')),
		...[gt(rank, 0), eq(rank, 2)].map((which) => {
			const { sql, params } = counted.where(and(waiting, which)).toSQL();
			return { sql, args: params as number[] };
		})
	];
	expect(statements).toHaveLength(3);
	for (const { sql, ...statement } of statements) {
		const { rows } = await db.$client.execute({ ...statement, sql: `explain query plan ${sql}` });
		const plan = rows.map(({ detail }) => String(detail));
		expect(plan, sql).toEqual([expect.stringContaining('USING COVERING INDEX outbox_waiting')]);
	}
});

test('the oldest mail of the queue is not one that goes slowly on purpose', async () => {
	const createdAt = later(-HOUR);
	await addMail({ rank: 2, createdAt });
	expect(await getMailQueue()).toEqual({ length: 1, slow: 1, oldest: null });
	await addMail({ rank: 1, createdAt: later(-HOUR / 2) });
	const { length, oldest } = await getMailQueue();
	expect(length).toBe(2);
	expect(oldest?.getTime()).toBeGreaterThan(createdAt.getTime());
});

test('what was given up is no queue, and is forgotten in its time', async () => {
	const before = await getMailQueue();
	await addMail({ ...given, nextAttemptAt: later(-HOUR) });
	const kept = await addMail({ ...given, nextAttemptAt: later(HOUR) });
	expect(await getMailQueue()).toEqual(before);
	await deleteGivenUpMails();
	expect((await db.select().from(outbox)).map(({ id }) => id)).toEqual([kept.id]);
});
