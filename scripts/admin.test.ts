import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { expect, inject, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { createDb } from '@/server/db/create-db';
import { env } from '@/server/env';
import { chainRecord } from '$modules/activity/api/chain/chain-record';
import { getRecordHead } from '$modules/activity/api/chain/record-head';
import { recordEvent } from '$modules/activity/api/record-event';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { outbox } from '$modules/mail/models/z.outbox';
import { totps } from '$modules/auth/models/z.totp';
import { createUser } from '$tests/factories';
import { startLibsqlServer } from '$tests/libsql-server';
import { mailsTo } from '$tests/mails';
import { isSignedIn, newAddress, PASSWORD, signedInPerson } from '$tests/people';
import { addApp, addRecoveryCodes } from '$tests/second-factor';
import { commands } from './lib/admin-commands.ts';
import { readRequest } from './lib/admin-usage.ts';
import { insertPeople } from './lib/insert-people.ts';
import { siteName } from '../src/lib/site.ts';

// Each starts several processes.
vi.setConfig({ testTimeout: 120_000 });

/** The real program, on the database that this test has open: what it says on both outputs, and how it ends. */
const admin = (...args: string[]) => adminWith({}, ...args);

function adminWith(
	more: Record<string, string>,
	...args: string[]
): Promise<{ out: string; err: string; code: number }> {
	const env = { ...process.env, ...more };
	return new Promise((resolve) => {
		execFile(process.execPath, ['scripts/admin.ts', ...args], { env }, (error, out, err) =>
			resolve({ out, err, code: Number(error?.code ?? 0) })
		);
	});
}

const lines = (out: string) =>
	out
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line) as Record<string, unknown>);
const eventsOf = (userId: string) =>
	db
		.select()
		.from(securityEvents)
		.where(eq(securityEvents.userId, userId))
		.orderBy(securityEvents.seq);

test('says how it is used and does nothing; what it does not know ends with 2', async () => {
	const run = async (...args: string[]) => {
		const { code, out, err } = await adminWith(
			{ DATABASE_URL: 'file:/nowhere/at-all.db' },
			...args
		);
		return [code, out, err];
	};
	const [help, ofOne, none, unknown, option, more, noDatabase] = await Promise.all([
		run('--help'),
		run('users', 'show', '--help'),
		run(),
		run('users', 'promote', 'a@example.com'),
		run('users', 'list', '--sort'),
		run('users', 'show'),
		run('users', 'list')
	]);
	expect(help).toEqual([0, expect.stringContaining('users list [--query TEXT]'), '']);
	expect(ofOne).toEqual([0, expect.not.stringContaining('users list'), '']);
	expect(none).toEqual([2, '', expect.stringContaining('Usage: npx -y pnpm@12 admin')]);
	expect(unknown).toEqual([2, '', expect.stringContaining('no command "users promote"')]);
	expect(option).toEqual([2, '', expect.stringContaining("'--sort'")]);
	expect(more).toEqual([2, '', expect.stringContaining('users show ADDRESS')]);
	expect(noDatabase).toEqual([1, '', 'There is no database at /nowhere/at-all.db.\n']);
	expect(existsSync('/nowhere')).toBe(false);
});

test('lists people for people and for programs, a page after the other', async () => {
	for (const letter of 'abc') {
		const profile = { username: `lantern_${letter}`, displayName: 'Lamp\u{202e}lighter' };
		await createUser({ email: `lantern-${letter}@example.com`, profile });
	}
	const [table, json, next, broken] = await Promise.all([
		admin('users', 'list', '--query', 'LANTERN', '--limit', '2'),
		admin('users', 'list', '--query', 'lantern', '--json'),
		admin('users', 'list', '--query=lantern', '--after', 'Lantern-B@example.com', '--json'),
		admin('users', 'list', '--query', 'lantern', '--limit', '0')
	]);
	expect(table).toMatchObject({ code: 0, err: '' });
	expect(table.out).toMatch(
		/^ADDRESS .*\nlantern-a@example.com +lantern_a +Lamplighter +open +no /
	);
	expect(table.out).toContain('There are more: --after lantern-b@example.com');
	expect(json).toMatchObject({ code: 0, err: '' });
	expect(lines(json.out).map(({ username }) => username)).toEqual([
		'lantern_a',
		'lantern_b',
		'lantern_c'
	]);
	expect(lines(next.out)).toMatchObject([{ email: 'lantern-c@example.com', state: 'open' }]);
	expect(broken).toMatchObject({ code: 2, out: '', err: expect.stringContaining('1 to 1000') });
});

test('ends well where nobody reads on', async () => {
	for (let index = 0; index < 900; index += 1) {
		const profile = { displayName: 'x'.repeat(80) };
		await createUser({ email: `pipe-${index}@example.com`, profile });
	}
	const list = ['users', 'list', '--query', 'pipe-', '--limit', '1000', '--json'];
	const child = spawn(process.execPath, ['scripts/admin.ts', ...list]);
	let err = '';
	child.stderr.on('data', (part) => (err += String(part)));
	child.stdout.once('data', () => child.stdout.destroy());
	expect([...(await once(child, 'exit')), err]).toEqual([0, null, '']);
});

test('shows what a helper needs, no secret and no place, and records the look', async () => {
	const { user, email, browser } = await signedInPerson();
	await browser.get('/settings/profile');
	await addApp(user.id);
	const codes = await addRecoveryCodes(user.id);
	const [shown, json, stranger] = await Promise.all([
		admin('users', 'show', email.toUpperCase()),
		admin('users', 'show', email, '--json', '--reason', 'ticket 7'),
		admin('users', 'show', newAddress())
	]);
	expect(shown).toMatchObject({ code: 0, err: '' });
	expect(shown.out).toMatch(
		/Password: +yes\n.*\n.*\nWays in that work: +1\nSecond step: +asked for/
	);
	expect(shown.out).toMatch(/Recovery codes left: 10\n/);
	const [person, ...others] = lines(json.out);
	expect(others).toEqual([]);
	expect(person).toMatchObject({ email, state: 'open', sessions: [{ method: 'password' }] });
	for (const secret of [
		...codes,
		browser.address,
		browser.jar.get('session')!,
		PASSWORD,
		'argon2'
	]) {
		expect(json.out + shown.out).not.toContain(secret);
	}
	expect(stranger).toMatchObject({
		code: 1,
		out: '',
		err: expect.stringMatching(/^No account has/)
	});

	const looks = (await eventsOf(user.id)).filter(({ type }) => type === 'account-viewed');
	expect(
		looks.map(({ actor, reason, ipAddress }) => [actor, reason, ipAddress]).toSorted()
	).toEqual([
		['operator', null, ''],
		['operator', 'ticket 7', '']
	]);
	const activity = await (await browser.get('/settings/activity')).text();
	expect(activity).toMatch(/Account looked at[^]*by the people who run this site/);
	expect(activity).not.toContain('ticket 7');
});

test('acts on one person: the words, the exit code, the record, the mail and the sessions', async () => {
	const { user, email, browser } = await signedInPerson();
	const userId = user.id;
	await addApp(userId);
	const why = ['--reason', 'Ticket 8'];
	const run = async (...args: string[]) => {
		const { out, err, code } = await admin(...args);
		return [code, out.trim(), err.trim()];
	};
	expect(await run('users', 'close', email)).toEqual([
		2,
		'',
		'Say why, by --reason.\n\nUsage: npx -y pnpm@12 admin users close ADDRESS --reason TEXT'
	]);
	expect(await run('users', 'remove-factors', email, ...why)).toEqual([
		0,
		`${email} has no app, recovery codes or trusted browsers any more; passkeys stay.`,
		''
	]);
	expect(await isSignedIn(browser)).toBe(true);
	const sent = await admin('users', 'send-reset', email, ...why, '--json');
	expect(lines(sent.out)).toEqual([{ done: 'users send-reset', id: userId, email }]);
	expect(await run('users', 'reopen', email, ...why)).toEqual([1, '', `${email} is not closed.`]);
	const [ended, released] = await Promise.all([
		run('users', 'end-sessions', email, ...why),
		run('limits', 'release', email, ...why)
	]);
	expect([ended[0], released[0]]).toEqual([0, 0]);
	expect(await isSignedIn(browser)).toBe(false);
	expect(await run('users', 'close', email, ...why)).toEqual([
		0,
		`${email} is closed, and will be erased in 14 days.`,
		''
	]);
	expect(await run('users', 'reopen', email, ...why)).toEqual([0, `${email} is open again.`, '']);
	expect(await run('users', 'suspend', email, ...why)).toEqual([0, `${email} is suspended.`, '']);
	const shown = await admin('users', 'list', '--query', email, '--suspended', '--json');
	expect(lines(shown.out)).toMatchObject([{ email, state: 'suspended' }]);
	expect(await run('users', 'lift', email, ...why)).toEqual([
		0,
		`${email} is suspended no longer.`,
		''
	]);
	expect(await run('users', 'role', email, 'admin', ...why)).toEqual([
		0,
		`${email} is an admin.`,
		''
	]);
	const [last, odd] = await Promise.all([
		run('users', 'role', email, 'person', ...why),
		run('users', 'role', email, 'king', ...why)
	]);
	expect(last).toEqual([1, '', expect.stringContaining('is the last admin.')]);
	expect(odd[0]).toBe(2);

	const events = await eventsOf(userId);
	expect(events.map(({ type }) => type).toSorted()).toEqual([
		'account-closed',
		'account-reopened',
		'account-suspended',
		'all-sessions-ended',
		'factors-removed',
		'limits-released',
		'reset-sent',
		'role-given',
		'suspension-lifted'
	]);
	expect(new Set(events.map(({ actor, reason }) => `${actor}: ${reason}`))).toEqual(
		new Set(['operator: Ticket 8'])
	);
	const subjects = (await mailsTo(email)).map(({ subject }) => subject);
	expect(subjects.filter((subject) => subject.startsWith('Something was done'))).toHaveLength(7);
});

test('invites an address, lists what came of it, and mails nothing to whom it refuses', async () => {
	const email = newAddress();
	const { email: known } = await createUser({ email: newAddress() });
	const invited = await admin('invite', email.toUpperCase(), '--language', 'fr');
	const out = `${email} is invited. The server sends the mail.\n`;
	expect(invited).toEqual({ code: 0, out, err: '' });
	expect((await mailsTo(email))[0]?.subject).toBe(`Une invitation à ${siteName}`);
	const [refused, listed, revoked] = await Promise.all([
		admin('invite', known),
		admin('invitations', 'list'),
		admin('invitations', 'revoke', email, '--json')
	]);
	expect(refused).toMatchObject({ code: 1, out: '', err: expect.stringContaining('an account') });
	expect(listed.out).toMatch(new RegExp(`^ADDRESS +STATE .*\n${email} +(open|revoked) `));
	expect(lines(revoked.out)).toMatchObject([{ done: 'invitations revoke', email }]);
	expect(await mailsTo(known)).toEqual([]);
});

/** The same without a program of its own: as it runs in this process. */
async function here(...args: string[]) {
	const request = readRequest(args, commands);
	if (typeof request === 'string') return { text: request };
	return { text: '', ...(await commands[request.name]!.run(request)) };
}

test('lists mails that the mail server has not taken, and has one tried again', async () => {
	const failed = { attempts: 3, serverSaid: '550 no\u{202e}body' };
	const nextAttemptAt = new Date(Date.now() + 60 * 60 * 1000);
	const mails = ['one', 'two', 'three'].map((id, index) => ({
		id: `mail-${id}`,
		template: 'password-reset' as const,
		recipient: `${id}@example.com`,
		locale: 'en' as const,
		createdAt: new Date(Date.now() + (index - 3) * 1_000),
		nextAttemptAt,
		...(index < 2 && failed)
	}));
	await db.insert(outbox).values(mails);
	const table = (await here('mail', 'list', '--limit', '2')).text;
	expect(table).toMatch(/^ID .*\nmail-three .* waiting +0 +–\nmail-two .* failed +3 +550 nobody\n/);
	const after = /--after (\S+)$/.exec(table)?.[1];
	expect((await here('mail', 'list', '--after', after!)).text).toContain('mail-one');
	const json = (await here('mail', 'list', '--failed', '--json')).text;
	expect(lines(json)).toMatchObject([{ id: 'mail-two', at: after }, { id: 'mail-one' }]);
	await expect(here('mail', 'list', '--after', 'then')).rejects.toThrow('--after is the place');
	expect(() => readRequest(['mail', 'retry'], commands)).toThrow('mail retry ID');

	await db.update(outbox).set({ givenUpAt: new Date() }).where(eq(outbox.id, 'mail-one'));
	const retried = await admin('mail', 'retry', 'mail-one', '--json');
	expect(retried).toMatchObject({ code: 0, err: '' });
	expect(lines(retried.out)).toEqual([{ done: 'mail retry', id: 'mail-one' }]);
	const [row] = await db.select().from(outbox).where(eq(outbox.id, 'mail-one'));
	expect(row).toMatchObject({ givenUpAt: null, nextAttemptAt: row?.createdAt });
	expect((await here('mail', 'retry', 'nothing')).failure).toContain('No mail waits as nothing');
	await db.delete(outbox);
});

test('lists the record by kind, person, who acted and day, a page after the other', async () => {
	const [person, helper] = [await createUser(), await createUser()];
	const userId = person.id;
	const client = { address: '192.0.2.99', userAgent: 'Telling/1.0' };
	const by = { actor: helper.id, reason: 'Ticket 10' };
	const now = new Date('2026-05-05T12:00:00Z');
	await recordEvent({ userId, type: 'signed-in', method: 'password', client, now }, db);
	await recordEvent({ userId, type: 'account-suspended', by, client, now }, db);
	await recordEvent({ userId: null, type: 'invitation-sent', by, client, now }, db);

	const days = ['--since', '2026-05-05', '--until', '2026-05-05'];
	const all = ['record', 'list', ...days];
	const table = (await here(...all, '--limit', '2')).text;
	expect(table).toMatch(
		/^NO\. .*\n\d+ +2026-05-05 12:00 UTC +invitation-sent +– +– +.*\n.* account-suspended .* Ticket 10\n/
	);
	const after = /--after (\S+)$/.exec(table)?.[1];
	const rest = await here(...all, '--after', after!, '--json');
	expect(lines(rest.text)).toMatchObject([{ type: 'signed-in', person: person.email }]);
	const ofBoth = ['--person', person.email, '--admin', helper.email, '--kind', 'account'];
	const { text } = await here(...all, ...ofBoth, '--json');
	expect(lines(text)).toMatchObject([
		{ type: 'account-suspended', actor: helper.email, at: after }
	]);
	expect(table + text + rest.text).not.toMatch(/192\.0\.2|Telling/);
	expect((await eventsOf(userId)).at(-1)).toMatchObject({ type: 'account-viewed' });
	expect((await here(...all, '--admin', 'operator')).text).not.toContain('2026');

	for (const option of ['--person', '--admin']) {
		const { failure } = await here('record', 'list', option, 'nobody@example.com');
		expect(failure).toBe('No account has the address nobody@example.com.');
	}
	const odd = { '--kind': 'odd', '--since': '2026-02-30', '--until': 'now', '--after': 'x_1' };
	for (const [option, value] of Object.entries(odd)) {
		await expect(here('record', 'list', option, value)).rejects.toThrow(option);
	}
	expect((await here('record', 'list', '--help')).text).toContain('--until DAY');
});

test('says whether the record is as it was chained, and where not', async () => {
	const { id: userId } = await createUser();
	const client = { address: '192.0.2.1', userAgent: 'Test/1.0' };
	await recordEvent({ userId, type: 'signed-up', client }, db);
	await chainRecord({ clock: () => new Date(Date.now() + 120_000) });
	const { seq, link } = (await getRecordHead())!;
	const whole = await admin('record', 'verify', '--json', '--head', `${seq}:${link}`);
	expect([whole.code, whole.err]).toEqual([0, '']);
	expect(lines(whole.out)).toMatchObject([{ is: 'whole', breaksInAll: 0, head: { seq, link } }]);

	await db.update(securityEvents).set({ type: 'signed-in' }).where(eq(securityEvents.seq, seq));
	const broken = await admin('record', 'verify', '--head', `${seq + 9}:${link}`);
	expect([broken.code, broken.err]).toEqual([1, 'The record is not as it was chained.\n']);
	expect(broken.out.split('\n')).toEqual([
		`${seq} says something else than when it was chained`,
		expect.stringContaining(`${seq + 9} does not have this link`),
		// Where the record begins is an entry too, too young yet unless somebody was slow.
		expect.stringMatching(
			/^chained: \d+, purged or erased: 0, not chained yet: (?:1 \(since .*Z\)|0)$/
		),
		`newest link: ${seq}:${link}`,
		''
	]);
});

test('works on a database server, and says what is wrong with one', async () => {
	const template = join(inject('databaseFolder'), 'template.db');
	const server = await startLibsqlServer({ template, auth: true });
	const there = createDb(server.url, server.tokens!.full);
	const email = newAddress();
	const person = { id: crypto.randomUUID(), email };
	await there.transaction((tx) => insertPeople([person], tx));
	const env = { DATABASE_URL: server.url, DATABASE_AUTH_TOKEN: server.tokens!.full };
	const act = ['users', 'end-sessions', email, '--reason', 'Ticket 9', '--json'];
	const [done, refused] = await Promise.all([
		adminWith(env, ...act),
		adminWith({ ...env, DATABASE_AUTH_TOKEN: '' }, ...act)
	]);
	expect(done).toMatchObject({ code: 0, err: '' });
	expect(lines(done.out)).toEqual([{ done: 'users end-sessions', id: person.id, email }]);
	expect(refused).toMatchObject({ code: 1, out: '', err: expect.stringContaining('TOKEN') });
	const [event] = await there.select().from(securityEvents);
	expect(event).toMatchObject({
		type: 'all-sessions-ended',
		actor: 'operator',
		reason: 'Ticket 9'
	});
	there.$client.close();
	await server.stop();
});

test('seals all anew under the new key, and fails where a key is missing', async () => {
	await addApp((await createUser()).id);
	const { AUTH_SECRET } = env();
	const key = (byte: number) => Buffer.alloc(32, byte).toString('base64');
	const [stranger, rotated] = await Promise.all([
		adminWith({ AUTH_SECRET: key(5), AUTH_SECRET_PREVIOUS: key(8) }, 'keys', 'rotate', '--json'),
		adminWith({ AUTH_SECRET: key(9), AUTH_SECRET_PREVIOUS: AUTH_SECRET }, 'keys', 'rotate')
	]);
	expect(rotated).toMatchObject({ code: 0, err: '' });
	expect(rotated.out).toMatch(/keys of apps for codes +[1-9]\d* +0 +0\n/);
	expect(rotated.out).toMatch(/Nothing is kept under AUTH_SECRET_PREVIOUS any more\.\n$/);
	const apps = await db.$count(totps);
	expect(stranger).toMatchObject({ code: 1, err: expect.stringContaining('neither AUTH_SECRET') });
	expect(lines(stranger.out)).toContainEqual({ kind: 'apps', sealed: 0, left: 0, lost: apps });
});
