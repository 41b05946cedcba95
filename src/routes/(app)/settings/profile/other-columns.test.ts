import { eq, getTableColumns, type Column } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { db } from '@/server/db/client';
import { lastMailTo, codeIn } from '$tests/mails';
import { beginSignUp, signedInPerson } from '$tests/people';
import { passwords } from '$modules/auth/models/z.password';
import { users } from '$modules/auth/models/z.user';
import { preferences } from '$modules/preferences/models/z.preferences';
import { profiles } from '$modules/profile/models/z.profile';

const tables = { users, profiles, passwords, preferences };

/** A value that the column would take, for each column of these tables, by its names in code and in SQL. */
function everyColumn(): Record<string, string> {
	const valueOf = ({ dataType, enumValues }: Column) =>
		enumValues?.at(-1) ?? (dataType === 'string' ? 'eve@example.com' : '1700000000000');
	const named = Object.values(tables).flatMap((table) =>
		Object.entries(getTableColumns(table)).flatMap(([name, column]) => [
			[name, valueOf(column)],
			[column.name, valueOf(column)]
		])
	);
	const odd = ['__proto__', '__proto__.role', 'constructor', 'user.role', 'role[]', 'isAdmin'];
	return Object.fromEntries([...named, ...odd.map((name) => [name, 'admin'])]);
}

/** What stands in these tables on a person, but when it was written and what a form of theirs changed. */
async function rowsOf(userId: string, changed: string[]) {
	const rows = await Promise.all([
		db.select().from(users).where(eq(users.id, userId)),
		db.select().from(profiles).where(eq(profiles.userId, userId)),
		db.select().from(passwords).where(eq(passwords.userId, userId)),
		db.select().from(preferences).where(eq(preferences.userId, userId))
	]);
	const left = (row: object) =>
		Object.entries(row).filter(([name]) => name !== 'updatedAt' && !changed.includes(name));
	return rows.map(([row]) => (row ? left(row) : []));
}

test.each([
	[
		'/settings/profile?/update',
		{ displayName: 'Eve' },
		['username', 'bio', 'website', 'visibility']
	],
	[
		'/settings/preferences',
		{ theme: 'dark' },
		['locale', 'timezone', 'notifyNewSignIn', 'automaticPasskey']
	],
	['/welcome', { displayName: 'Eve' }, ['username']],
	['/settings/security?/secondStep', {}, ['afterPassword']]
])('a form writes what it names and no other column: %s', async (action, own, named) => {
	const { user, browser } = await signedInPerson();
	// The row of preferences is there from the first choice on.
	await browser.post('/settings/preferences', { theme: 'light', notifyNewSignIn: 'on' });
	const changed = [...Object.keys(own), 'notifyNewSignIn', 'automaticPasskey'];
	const before = await rowsOf(user.id, changed);
	const foreign = Object.entries(everyColumn()).filter(([name]) => !named.includes(name));
	const fields = { ...Object.fromEntries(foreign), ...own };
	expect(Object.keys(fields)).toEqual(expect.arrayContaining(['role', 'emailVerifiedAt', 'id']));
	const answer = await browser.post(action, fields);
	expect([action, answer.status]).toEqual([action, 303]);
	expect(await rowsOf(user.id, changed)).toEqual(before);
	expect((await browser.get('/admin')).status).toBe(404);
});

test('nobody signs up with a role, an id or a proved address of their own', async () => {
	const { email: _, ...foreign } = everyColumn();
	const { browser, email, password } = await beginSignUp();
	await browser.post('/sign-up', { ...foreign, email, password, redirectTo: '/' });
	const code = codeIn(await lastMailTo(email));
	expect((await browser.post('/sign-up/verify', { ...foreign, code })).status).toBe(303);
	const [user, ...others] = await db.select().from(users).where(eq(users.email, email));
	expect(others).toEqual([]);
	expect(user).toMatchObject({ role: 'person', suspendedAt: null, closedAt: null });
	expect(user?.id).not.toBe(foreign.id);
	expect(Date.now() - user!.emailVerifiedAt.getTime()).toBeLessThan(60_000);
});
