import { readFileSync } from 'node:fs';
import { eq, like, sql, type SQL } from 'drizzle-orm';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { rateLimits } from '../models/z.rate-limit';
import { allowMail } from './allow-mail';
import { refuseWhereReached } from './reached-limits';
import { deleteExpiredLimits, restoreLimits, takeLimits, tryLimits } from './take-limits';
import { limits, type LimitName } from './limits';

const subject = () => crypto.randomUUID();
const consumeLimit = (name: LimitName, who: string) => takeLimits([[name, who]]);
afterEach(() => void vi.useRealTimers());

/** At once, but for a busy machine no more than a hundred. */
async function consume(name: LimitName, who: string, times: number) {
	let taken = 0;
	for (let left = times; left > 0; left -= 100) {
		const tries = Array.from({ length: Math.min(left, 100) }, () => consumeLimit(name, who));
		const results = await Promise.allSettled(tries);
		taken += results.filter(({ status }) => status === 'fulfilled').length;
	}
	return taken;
}

test('the figures are those of docs/security.md', () => {
	const figures = Object.entries(limits).map(([name, { points, duration }]) => [
		name,
		points,
		duration
	]);
	expect(figures).toEqual([
		['sign-in-account', 10, 900],
		['sign-in-known', 10, 900],
		['sign-in-client', 100, 900],
		['sign-in-network', 1000, 900],
		['sign-ins-account', 60, 900],
		['sign-ins-client', 1000, 900],
		['passkey-client', 100, 900],
		['passkey-network', 1000, 900],
		['passkey-uses', 60, 900],
		['provider-start', 60, 900],
		['provider-start-network', 600, 900],
		['confirm-password', 10, 900],
		['second-step-sign-in', 5, 600],
		['second-step', 10, 900],
		['second-step-day', 30, 86_400],
		['second-step-row', 100, 315_360_000],
		['factor-changes', 30, 3600],
		['delayed-recoveries', 3, 2_592_000],
		['password-changes', 10, 3600],
		['address-changes', 10, 3600],
		['passkey-changes', 30, 3600],
		['closings', 10, 3600],
		['security-mails', 20, 3600],
		['avatar', 60, 3600],
		['mail-address', 5, 3600],
		['mail-address-share', 5, 3600],
		['mail-address-shares', 20, 3600],
		['mail-client', 30, 3600],
		['mail-network', 300, 3600],
		['proof-use', 1, 3600],
		['export', 5, 86400]
	]);
	// And each stands in a row of the table there: the figure, and in what time.
	const [, table = ''] =
		/\n## Limits\n([^]*?)\n## /.exec(readFileSync('docs/security.md', 'utf8')) ?? [];
	const spans: Record<number, RegExp> = {
		600: /in one sign-in/,
		900: /in 15 minutes/,
		3600: /an hour|1 hour/,
		86_400: /a day|in 24 hours/,
		2_592_000: /in 30 days/,
		315_360_000: /in a row/
	};
	const unsaid = Object.entries(limits).filter(([, { points, duration }]) => {
		const figure = new RegExp(points === 1 ? 'once' : `\\b${points.toLocaleString('en')}\\b`);
		return !table.split('\n').some((row) => figure.test(row) && spans[duration]?.test(row));
	});
	expect(unsaid.map(([name]) => name)).toEqual([]);
});

// Those of networks are as many hundreds, by the same statement.
test.each(Object.entries(limits).filter(([name]) => !name.endsWith('-network')))(
	'%s is exact under twice as many at once',
	async (name, { points }) => {
		expect(await consume(name as LimitName, subject(), 2 * points)).toBe(points);
	}
);

describe('a limit', () => {
	test('that is reached says for how long', async () => {
		const who = subject();
		await consume('mail-address', who, 5);
		const error: unknown = await consumeLimit('mail-address', who).catch((reason) => reason);
		expect(error).toMatchObject({ name: 'TryLaterError', status: 429 });
		expect((error as { retryAfter: number }).retryAfter).toBeGreaterThan(3_590);
	});

	test('counts each subject and each name apart', async () => {
		const [one, other] = [subject(), subject()];
		await consume('mail-address', one, 5);
		expect(await consume('mail-address', other, 1)).toBe(1);
		expect(await consume('confirm-password', one, 1)).toBe(1);
	});

	test('begins anew when its time is over, not before', async () => {
		vi.useFakeTimers({ toFake: ['Date'] });
		const who = subject();
		await consume('confirm-password', who, 10);
		vi.setSystemTime(Date.now() + 15 * 60_000 - 1_000);
		expect(await consume('confirm-password', who, 1)).toBe(0);
		vi.setSystemTime(Date.now() + 2_000);
		expect(await consume('confirm-password', who, 20)).toBe(10);
	});

	test('gives a try back, and never more than it has', async () => {
		const who = subject();
		await consume('confirm-password', who, 10);
		await restoreLimits([['confirm-password', who]]);
		expect(await consume('confirm-password', who, 5)).toBe(1);
	});

	test('is given back together with others, each one try', async () => {
		const [one, other] = [subject(), subject()];
		const both = [
			['confirm-password', one],
			['export', other]
		] as const;
		await takeLimits(both);
		await takeLimits([['export', other]]);
		await restoreLimits(both);
		expect(await consume('confirm-password', one, 11)).toBe(10);
		expect(await consume('export', other, 6)).toBe(limits.export.points - 1);
	});

	test('that is far exceeded costs no more writes, until its time is over', async () => {
		vi.useFakeTimers({ toFake: ['Date'] });
		await db.delete(rateLimits);
		const who = subject();
		const countedTries = async () => (await db.select().from(rateLimits))[0]?.points;
		for (let i = 0; i < 100; i++) await consume('confirm-password', who, 1);
		expect(await countedTries()).toBe(100);
		expect(await consume('confirm-password', who, 200)).toBe(0);
		const error: unknown = await consumeLimit('confirm-password', who).catch((reason) => reason);
		expect((error as { retryAfter: number }).retryAfter).toBeGreaterThan(14 * 60);
		expect(await countedTries()).toBe(100);
		vi.setSystemTime(Date.now() + 15 * 60_000 + 1_000);
		expect(await consume('confirm-password', who, 20)).toBe(10);
	});

	test('is kept in the database and names nobody', async () => {
		await consumeLimit('mail-address', 'sign-up ada@example.com');
		const rows = await db.select().from(rateLimits);
		expect(rows.length).toBeGreaterThan(0);
		expect(JSON.stringify(rows)).not.toMatch(/ada|example/);
	});
});

describe('several limits', () => {
	test('are taken in one commit, a later one only where the earlier ones held', async () => {
		const [client, account] = [subject(), subject()];
		const batch = vi.spyOn(db, 'batch');
		await consume('confirm-password', client, 10);
		batch.mockClear();
		const both = [
			['confirm-password', client],
			['export', account]
		] as const;
		expect(await tryLimits(both)).toMatchObject({ name: 'confirm-password' });
		expect(batch).toHaveBeenCalledOnce();
		expect(await consume('export', account, 10)).toBe(5);
	});

	test('refuse without a write what has reached one already', async () => {
		const subject = crypto.randomUUID();
		await refuseWhereReached(['export', subject]);
		for (let n = 1; n <= limits.export.points; n++) await takeLimits([['export', subject]]);
		await expect(refuseWhereReached(['export', subject])).rejects.toMatchObject({ status: 429 });
		await restoreLimits([['export', subject]]);
		await refuseWhereReached(['export', subject]);
		await takeLimits([['export', subject]]);
		const several = refuseWhereReached(['avatar', subject], ['export', subject]);
		await expect(several).rejects.toThrow('limit export reached');
	});

	test('write beside them only what all of them allow', async () => {
		const [client, account] = [subject(), subject()];
		await db.delete(rateLimits);
		const mark = subject();
		const beside = (held: SQL) => [
			db.insert(rateLimits).select(sql`select ${mark}, 0, 0 where ${held}`)
		];
		const marked = () => db.select().from(rateLimits).where(eq(rateLimits.key, mark));
		const tries = [
			['export', client],
			['mail-address', account]
		] as const;
		await consume('mail-address', account, 5);
		expect(await tryLimits(tries, beside)).toMatchObject({ name: 'mail-address' });
		expect(await marked()).toEqual([]);
		expect(await tryLimits([['export', client]], beside)).toBeNull();
		expect(await marked()).toHaveLength(1);
	});
});

describe('mail', () => {
	const ask = async (email: string, clientAddress: string, purpose = 'reset', share?: string) =>
		(await allowMail({ purpose, email, clientAddress, share })).ok;

	test('past five to one address is not allowed, and nobody is told', async () => {
		const email = subject();
		const answers = [];
		for (let i = 0; i < 7; i++) answers.push(await ask(email, `192.0.2.${i}`));
		expect(answers).toEqual([true, true, true, true, true, false, false]);
		expect(await ask(email, '192.0.2.9', 'email-change')).toBe(true);
	});

	test('that serves only who asked has a share for each, and a bound over all of them', async () => {
		const email = subject();
		let clients = 0;
		const askFor = async (share: string, times: number) => {
			const answers = [];
			for (let i = 0; i < times; i++) {
				answers.push(await ask(email, `192.0.2.${(clients += 1)}`, 'sign-up', share));
			}
			return answers.filter(Boolean).length;
		};
		// Past its own share one uses up nobody else's.
		expect(await askFor('one', 9)).toBe(5);
		expect(await askFor('two', 4)).toBe(4);
		for (const share of ['three', 'four']) expect(await askFor(share, 5)).toBe(5);
		expect(await askFor('five', 4)).toBe(1);
		expect(await ask(subject(), '192.0.2.200', 'sign-up', 'five')).toBe(true);
	});

	test('that is held back says until when', async () => {
		const mail = { purpose: 'reset', email: subject(), clientAddress: '192.0.2.201' };
		for (let i = 0; i < 5; i++) expect(await allowMail(mail)).toEqual({ ok: true });
		const held = await allowMail(mail);
		const minutes = held.ok ? 0 : (held.until.getTime() - Date.now()) / 60_000;
		expect(Math.ceil(minutes)).toBe(60);
	});

	test.each([
		['IPv4 /24', (n: number) => `203.0.113.${n}`, '203.0.114.1'],
		['IPv6 /48', (n: number) => `2001:db8:9:${n.toString(16)}::1`, '2001:db8:a::1']
	])('past 300 from the clients of one %s is refused', async (_name, address, outside) => {
		await ask(subject(), address(1));
		const network = like(rateLimits.key, 'mail-network:%');
		await db.update(rateLimits).set({ points: 299 }).where(network);
		expect(await ask(subject(), address(98))).toBe(true);
		await expect(ask(subject(), address(99))).rejects.toMatchObject({ status: 429 });
		expect(await ask(subject(), outside)).toBe(true);
	});

	test('past 30 from one client, or one IPv6 /64, is refused', async () => {
		for (let i = 0; i < 30; i++) await ask(subject(), `2001:db8:7:7::${i.toString(16)}`);
		const last = ask(subject(), '2001:db8:7:7:ffff::1');
		await expect(last).rejects.toMatchObject({ status: 429 });
		expect(await ask(subject(), '2001:db8:7:8::1')).toBe(true);
	});
});

test('a limit that a feature brings along holds as ours do', async () => {
	const own = { name: 'notes', points: 2, duration: 60 };
	const who = subject();
	for (const held of [true, true, false]) {
		const reached = await tryLimits([[own, who]]);
		expect(reached === null).toBe(held);
		if (reached) expect(reached).toMatchObject({ name: 'notes', retryAfter: expect.any(Number) });
	}
	await expect(refuseWhereReached([own, who])).rejects.toMatchObject({ status: 429 });
});

test('housekeeping removes counters whose time is over, and no others', async () => {
	const now = Date.now();
	await db.delete(rateLimits);
	await db.insert(rateLimits).values([
		{ key: 'over', points: 1, expire: new Date(now - 1) },
		{ key: 'running', points: 1, expire: new Date(now + 60_000) }
	]);
	await deleteExpiredLimits(new Date(now));
	expect((await db.select().from(rateLimits)).map(({ key }) => key)).toEqual(['running']);
});
