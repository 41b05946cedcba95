import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';

// Each starts several processes, which a text that is not looked at as bytes would end.
vi.setConfig({ testTimeout: 120_000 });

let folder: string;
let [path, source] = ['', ''];
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'porchlight-restore-'));
	[path, source] = [join(folder, 'app.db'), join(folder, 'backup.db')];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(script: string, file: string, database: string) {
	const variables = { ...process.env, DATABASE_URL: `sqlite:${database}` };
	return new Promise<{ text: string; code: number }>((resolve) => {
		const args = [`scripts/${script}.ts`, file];
		execFile(process.execPath, args, { env: variables }, (error, stdout, stderr) =>
			resolve({ text: stdout + stderr, code: Number(error?.code ?? 0) })
		);
	});
}

/** A migrated file with 1,200 people, and with what a statement does to one of them. */
async function makeFile(statement: string) {
	copyFileSync(join(inject('databaseFolder'), 'template.db'), source);
	const client = createClient({ url: `file:${source}` });
	await client.execute(
		`with recursive n(i) as (values (1) union all select i + 1 from n where i < 1200)
		insert into users (id, email, email_verified_at, created_at, updated_at, passkey_handle)
		select i, 'größe-' || i || '@example.org', 0, 0, 0, i from n`
	);
	await client.execute(statement);
	client.close();
}

test.each([
	[
		'in a table of ours',
		"update users set email = cast(x'61c328' as text) where id = 700",
		'users.email'
	],
	[
		'where a time should be',
		"update users set created_at = cast(x'ff' as text) where id = 1200",
		'users.created_at'
	],
	[
		'in the list of migrations',
		"update __drizzle_migrations set hash = cast(x'80' as text)",
		'__drizzle_migrations.hash'
	]
])('a text that is not UTF-8 is refused and named, %s', async (_, statement, column) => {
	await makeFile(statement);
	const written = join(folder, 'written.db');
	const ended = await Promise.all([run('restore', source, path), run('backup', written, source)]);
	for (const { text, code } of ended) {
		expect(text).toContain(`is no backup to rely on: a text in ${column} is not UTF-8`);
		expect(code).toBe(1);
	}
	expect([path, written].filter(existsSync)).toEqual([]);
});

test('a text with a NUL character is restored, and its column named', async () => {
	await makeFile("update users set email = 'a' || char(0) || 'b' where id = 700");
	const written = join(folder, 'written.db');
	const ended = await Promise.all([run('restore', source, path), run('backup', written, source)]);
	for (const { text, code } of ended) {
		expect(text).toContain('Texts in users.email hold NUL characters');
		expect(code).toBe(0);
	}
	expect([path, written].filter(existsSync)).toHaveLength(2);
});

test('of texts that are whole nothing is said', async () => {
	await makeFile('select 1');
	const { text, code } = await run('restore', source, path);
	expect(text).not.toContain('NUL');
	expect(code).toBe(0);
});
