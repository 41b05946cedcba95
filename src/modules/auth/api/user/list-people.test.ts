import { eq } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { createPasskeyRow, createUser } from '$tests/factories';
import { users } from '../../models/z.user';
import { listAdmins } from './list-admins';
import { listPeople } from './list-people';

const person = (email: string, username?: string, displayName?: string) =>
	createUser({
		email,
		profile: { ...(username && { username }), ...(displayName && { displayName }) }
	});

const emails = async (query: string, more: Omit<Parameters<typeof listPeople>[0], 'query'> = {}) =>
	(await listPeople({ query, ...more }))?.people.map(({ email }) => email);

test('finds by address, then username, then name, whatever the case, and nobody twice', async () => {
	await person('quill@example.com', 'quilter', 'Quill Pen');
	await person('b@quill.example', 'qui_ll2', 'Nobody');
	await person('a@quill.example', undefined, 'quill of the marsh');
	await person('c@quill.example', undefined, 'The Quill');
	await person('d@quill.example', '-QUILL-', undefined);
	const all = ['quill@example.com', 'd@quill.example', 'b@quill.example', 'a@quill.example'];
	expect(await emails('quill')).toEqual(all);
	expect(await emails('  QUILL ')).toEqual(all);
	expect(await emails('Quill@Example.com')).toEqual(['quill@example.com']);
	expect(await emails('quill of')).toEqual(['a@quill.example']);
	expect(await emails('quillx')).toEqual([]);
	// Written as a handle it is a username, whatever else begins so.
	expect(await emails('@Quill')).toEqual(['d@quill.example', 'b@quill.example']);
	for (const wild of ['%', '_', 'quil%', 'q_ill', "quill' or 1=1 --", '\u{10ffff}', '\\']) {
		expect(await emails(wild), wild).toEqual([]);
	}
});

test('pages follow each other by the last address, each person once, through every way', async () => {
	for (let index = 0; index < 4; index += 1) {
		await person(`zephyr${index}@example.com`, `zephyr_${index}`, 'Zephyr');
		await person(`x${index}@zephyr.example`, `zephyrus${'abcd'[index]}`, 'Zephyr');
		await person(`y${index}@zephyr.example`, undefined, index % 2 ? 'ZEPHYR' : 'zephyr');
	}
	const seen: string[] = [];
	let page = await listPeople({ query: 'zephyr', limit: 3 });
	while (page) {
		seen.push(...page.people.map(({ email }) => email));
		expect(page.people.length).toBe(3);
		page = page.hasMore
			? await listPeople({ query: 'zephyr', limit: 3, after: seen.at(-1)! })
			: null;
	}
	expect(seen).toHaveLength(12);
	expect(new Set(seen).size).toBe(12);
	expect(seen).toEqual(await emails('zephyr'));
	expect(await listPeople({ query: 'zephyr', after: 'nobody@example.com' })).toBeNull();
	// Whom the text does not fit is in no place of this list.
	await person('other@example.com');
	expect(await emails('zephyr', { after: 'other@example.com' })).toEqual([]);
});

test('pages come before each other too, and meet those that came after', async () => {
	for (let index = 0; index < 3; index += 1) {
		await person(`walnut${index}@example.com`, `walnut_${index}`, 'Walnut');
		await person(`z${index}@walnut.example`, `walnutty${'abc'[index]}`, 'Walnut');
		await person(`w${index}@walnut.example`, undefined, 'walnut');
	}
	const all = (await emails('walnut'))!;
	expect(all).toHaveLength(9);
	for (const limit of [2, 4, 9]) {
		let before: string | undefined = all.at(-1);
		const seen = [before];
		while (before !== undefined) {
			const page = await listPeople({ query: 'walnut', limit, before });
			seen.unshift(...page!.people.map(({ email }) => email));
			before = page?.hasMore ? seen[0] : undefined;
		}
		expect(seen).toEqual(all);
	}
});

test('keeps to those whose time is over, and to the people who run the site', async () => {
	const [late, lately, admin] = await Promise.all(
		['late', 'lately', 'admin'].map((name) => person(`orchard-${name}@example.com`))
	);
	const day = 24 * 60 * 60 * 1000;
	const close = (id: string, days: number) =>
		db
			.update(users)
			.set({ closedAt: new Date(Date.now() - days * day) })
			.where(eq(users.id, id));
	await close(late!.id, 15);
	await close(lately!.id, 1);
	await db.update(users).set({ role: 'admin' }).where(eq(users.id, admin!.id));
	expect(await emails('orchard-', { erasing: true })).toEqual([late!.email]);
	expect(await emails('', { admins: true })).toEqual([admin!.email]);
	await db.update(users).set({ erasingAt: new Date() }).where(eq(users.id, lately!.id));
	expect(await emails('', { erasing: true })).toEqual([late!.email, lately!.email]);
	await close(late!.id, 0);
	await db.update(users).set({ closedAt: null, erasingAt: null }).where(eq(users.id, lately!.id));
});

test('keeps to the closed, the suspended, or those without a second factor', async () => {
	const [open, closed, safe] = await Promise.all(
		['open', 'closed', 'safe'].map((name) => person(`harbour-${name}@example.com`))
	);
	const closedAt = new Date('2026-01-02T03:04:05Z');
	await db.update(users).set({ closedAt }).where(eq(users.id, closed!.id));
	await createPasskeyRow({ userId: safe!.id });
	expect(await emails('harbour-', { closed: true })).toEqual([closed!.email]);
	expect(await emails('harbour-', { withoutSecondFactor: true })).toEqual([
		closed!.email,
		open!.email
	]);
	const found = await listPeople({ query: 'harbour-' });
	expect(found?.people).toMatchObject([
		{ state: 'closed', closedAt, hasSecondFactor: false },
		{ state: 'open', closedAt: null, hasSecondFactor: false },
		{ state: 'open', hasSecondFactor: true }
	]);
	await db.update(users).set({ suspendedAt: closedAt }).where(eq(users.id, closed!.id));
	expect((await listPeople({ query: 'harbour-', suspended: true }))?.people).toMatchObject([
		{ email: closed!.email, state: 'suspended', closedAt, suspendedAt: closedAt }
	]);
	await db.update(users).set({ erasingAt: closedAt }).where(eq(users.id, closed!.id));
	expect((await listPeople({ query: 'harbour-c' }))?.people).toMatchObject([{ state: 'erasing' }]);
});

test('walks along an index, whatever is looked for, and sorts nothing', async () => {
	const last = await person('plan@example.com', 'planner', 'plan');
	await person('plan-two@example.com', undefined, 'plan two');
	const execute = vi.spyOn(db.$client, 'execute');
	const afters = [undefined, last.email];
	for (const query of ['', 'plan', 'pla', 'no-plan ahead']) {
		for (const after of afters) await listPeople({ query, ...(after && { after }) });
		await listPeople({ query, before: last.email });
	}
	for (const after of afters) {
		await listPeople({ closed: true, ...(after && { after }) });
		await listPeople({ suspended: true, ...(after && { after }) });
		await listPeople({ erasing: true, ...(after && { after }) });
		await listPeople({ admins: true, ...(after && { after }) });
	}
	await person('by-name@example.com', undefined, 'plan by name');
	await listPeople({ query: 'plan', after: 'by-name@example.com' });
	await listAdmins();
	const asked = execute.mock.calls.map(([statement]: unknown[]) => statement as { sql: string });
	vi.restoreAllMocks();
	const lists = asked.filter(({ sql }) => sql.startsWith('select') && sql.includes('order by'));
	expect(lists.length).toBeGreaterThan(12);
	let beyond = 0;
	for (const { sql, ...statement } of lists) {
		const { rows } = await db.$client.execute({ ...statement, sql: `explain query plan ${sql}` });
		const plan = rows.map(({ detail }) => String(detail));
		const first = plan.find((detail) => /^(SCAN|SEARCH)/.test(detail));
		if (sql.includes('order by +') || sql.includes("<> 'person'")) {
			// The closed or suspended ones alone, which are few, are put in order.
			expect(first, sql).toMatch(/USING INDEX users_(closed_at|suspended_at|role)/);
			continue;
		}
		expect(first, sql).toMatch(
			/USING INDEX (users_email_unique|profiles_username_key_unique|profiles_display_name)/
		);
		// Beyond a person the near end of the text's range is not said: SQLite would begin there.
		const [, key, sign] = /\(("\w+"\."\w+"(?: collate nocase)?)[^()]*\) ([<>]) \(/.exec(sql) ?? [];
		const near = `${key} ${sign === '>' ? '>=' : '<'} ?`;
		const own = key?.includes('collate') && sign === '>' ? 1 : 0;
		if (key) expect(sql.split(near).length - 1, sql).toBe(own);
		beyond += key ? 1 : 0;
		expect(plan.join('\n'), sql).not.toContain('TEMP B-TREE');
		expect(plan.filter((detail) => /^SCAN/.test(detail) && detail !== first)).toEqual([]);
	}
	expect(beyond).toBeGreaterThan(5);
});
