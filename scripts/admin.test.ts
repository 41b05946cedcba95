import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { eq } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { createUser } from '$tests/factories';
import { newAddress, PASSWORD, signedInPerson } from '$tests/people';
import { addApp, addRecoveryCodes } from '$tests/second-factor';

// Each starts several processes.
vi.setConfig({ testTimeout: 120_000 });

/** The real program, on the database that this test has open: what it says on both outputs, and how it ends. */
function admin(...args: string[]): Promise<{ out: string; err: string; code: number }> {
	return new Promise((resolve) => {
		execFile(process.execPath, ['scripts/admin.ts', ...args], (error, out, err) =>
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
	const env = { ...process.env, DATABASE_URL: 'file:/nowhere/at-all.db' };
	const run = (...args: string[]) =>
		new Promise<[number, string, string]>((resolve) => {
			execFile(process.execPath, ['scripts/admin.ts', ...args], { env }, (error, out, err) =>
				resolve([Number(error?.code ?? 0), out, err])
			);
		});
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
	expect(none).toEqual([2, '', expect.stringContaining('Usage: pnpm admin')]);
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
