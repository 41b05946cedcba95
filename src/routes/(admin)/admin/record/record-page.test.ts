import { eq, sql } from 'drizzle-orm';
import { beforeAll, expect, test } from 'vitest';
import { recordEvent } from '$modules/activity/api/record-event';
import { eventsQuery, RECORD_PAGE, type RecordSearch } from '$modules/activity/api/search-events';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { db } from '@/server/db/client';
import { addAdmin } from '$tests/admins';
import { openBrowser } from '$tests/app';
import { createUser } from '$tests/factories';

const path = '/admin/record';
const client = { address: '192.0.2.77', userAgent: 'Telling/1.0' };
const DAY = 24 * 60 * 60 * 1000;

type Admin = Awaited<ReturnType<typeof addAdmin>>;
let admin: Admin;
beforeAll(async () => {
	admin = await addAdmin();
});

async function show(query: Record<string, string> = {}) {
	const answer = await admin.browser.get(`${path}?${new URLSearchParams(query)}`);
	expect(answer.status).toBe(200);
	const html = await answer.text();
	const rows = [...html.matchAll(/<li class="flex flex-col[^]*?<\/li>/g)].map(([row]) =>
		row.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')
	);
	const older = /href="([^"]*before=[^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
	return { html, rows, older };
}

test('a last day before the first is said at its field, and nothing is looked for', async () => {
	const { html, rows } = await show({ from: '2026-12-05', to: '2026-11-01' });
	expect(html).toMatch(/<input[^>]*name="to"[^>]*aria-invalid="true"/);
	expect(html).toContain('This day is before the one under “From”.');
	expect(html).not.toContain('Nothing like that happened');
	expect(rows).toEqual([]);
});

test('finds by kind, by person, by who did it and by day, and says no place', async () => {
	const [ada, ben] = [await createUser(), await createUser()];
	const by = { actor: admin.user.id, reason: 'Asked <b>twice</b>' };
	const days = (count: number) => new Date(Date.now() - count * DAY);
	const keep = (event: Partial<Parameters<typeof recordEvent>[0]> & { userId: string }) =>
		recordEvent({ type: 'signed-in', client, ...event }, db);
	await keep({ userId: ada.id, method: 'password', now: days(40) });
	await keep({ userId: ada.id, type: 'account-suspended', by, now: days(30) });
	await keep({ userId: ben.id, type: 'password-changed', now: days(20) });
	await keep({ userId: ben.id, type: 'account-reopened', by: { actor: 'operator', reason: 'x' } });

	const all = await show();
	expect(all.html).not.toContain('192.0.2.77');
	expect(all.html).not.toContain('Telling/1.0');
	const ofAda = await show({ person: ` ${ada.email.toUpperCase()}` });
	expect(ofAda.rows).toHaveLength(2);
	expect(ofAda.rows[0]).toMatch(/Account suspended .* Done by: .* Reason: Asked &lt;b>twice/);
	expect(ofAda.rows[0]).toContain(admin.email);
	expect(ofAda.rows[1]).toMatch(/Signed in: password .* No\. \d+/);

	expect((await show({ admin: admin.user.id })).rows.join()).toContain(ada.email);
	const byOperator = await show({ admin: 'operator' });
	expect(byOperator.rows.join()).toContain('Done by: Command line');
	expect(byOperator.rows.join()).not.toContain(ada.email);
	const security = await show({ kind: 'security' });
	expect(security.rows.join()).toContain('Password changed');
	expect(security.rows.join()).not.toContain('Account suspended');
	const dayOf = (date: Date) => date.toISOString().slice(0, 10);
	const month = await show({ from: dayOf(days(35)), to: dayOf(days(20)) });
	expect(month.rows.map((row) => row.includes(ada.email))).toEqual([false, true]);
	const day = await show({ from: dayOf(days(30)), to: dayOf(days(30)), kind: 'account' });
	expect(day.rows).toHaveLength(1);
	expect(day.html).toMatch(/name="from"[^>]*value="\d{4}-/);
	expect((await show({ from: '2020-01-01', to: '2020-01-02' })).html).toContain(
		'Nothing like that happened.'
	);
	for (const query of ['kind=none', 'from=then', 'before=x_1', 'admin=nobody']) {
		await show(Object.fromEntries(new URLSearchParams(query)));
	}
});

test('a look for one person is kept where they see it, and nobody’s address is said to be so', async () => {
	const { id, email } = await createUser();
	expect((await show({ person: email })).html).toContain('Nothing like that happened.');
	const [look, ...others] = await db
		.select()
		.from(securityEvents)
		.where(eq(securityEvents.userId, id));
	expect(others).toEqual([]);
	expect(look).toMatchObject({ type: 'account-viewed', actor: admin.user.id, ipAddress: '' });
	for (const person of ['nobody@example.com', 'no address']) {
		const { html } = await show({ person });
		expect(html).toMatch(/name="person"[^>]*aria-invalid="true"/);
		expect(html).toContain('Nobody has this address.');
	}
});

test('goes on where a page ended, by what was looked for, also among entries of one moment', async () => {
	const { id: userId, email } = await createUser();
	const createdAt = new Date();
	const event = { userId, type: 'signed-out', ipAddress: '', userAgent: '', createdAt } as const;
	await db.insert(securityEvents).values(Array.from({ length: RECORD_PAGE + 7 }, () => event));
	const first = await show({ person: email });
	expect(first.rows).toHaveLength(RECORD_PAGE);
	expect(first.older).toContain('person=');
	const second = await admin.browser.get(first.older!);
	const html = await second.text();
	expect(html.match(/Signed out/g)).toHaveLength(7);
	expect(html).toContain('Back to the newest');
	expect(html).not.toMatch(/href="[^"]*before=/);
	const looks = sql`user_id = ${userId} and type = 'account-viewed'`;
	expect(await db.$count(securityEvents, looks)).toBe(1);
});

test('whatever is looked for, an index leads to it', async () => {
	const before = { createdAt: new Date(), id: 5 };
	const person = { userId: 'a' };
	const searches: [RecordSearch, string][] = [
		[{}, 'security_events_created_at'],
		[{ kind: 'sign-in', before }, 'security_events_created_at'],
		[{ kind: 'account', before }, 'security_events_kind'],
		[{ actor: 'operator', since: new Date(0), before }, 'security_events_actor'],
		[{ ...person, before }, 'security_events_user_id_created_at'],
		[{ ...person, kind: 'sign-in', before }, 'security_events_user_id_kind']
	];
	for (const [search, index] of searches) {
		const { sql: text, params } = eventsQuery(search).toSQL();
		const plan = await db.$client.execute({
			sql: `explain query plan ${text}`,
			args: params as string[]
		});
		const details = plan.rows.map(({ detail }) => String(detail)).join('\n');
		expect(details).toMatch(new RegExp(`^SEARCH security_events USING INDEX ${index} `));
		// At most what is of one moment is put in order.
		expect(details.replace('TEMP B-TREE FOR RIGHT PART OF ORDER BY', '')).not.toContain(
			'TEMP B-TREE'
		);
	}
});

test('is there for nobody else', async () => {
	expect((await openBrowser().get(path)).headers.get('location')).toBe(
		'/sign-in?redirectTo=%2Fadmin%2Frecord'
	);
});
