import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';
import { createDb } from '../src/lib/server/db/create-db.ts';
import { readEnv } from '../src/lib/server/env.ts';
import { insertPeople } from './lib/insert-people.ts';
import { parts } from '../src/lib/site.ts';
import { sayWhereToBegin } from './lib/say-where-to-begin.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'porchlight-start-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each(['start', 'dev'])(
	'%s on a port that is taken says so before it does anything',
	async (name) => {
		const other = createServer().listen(0, '127.0.0.1');
		await once(other, 'listening');
		const { port } = other.address() as AddressInfo;
		const { status, stdout, stderr } = spawnSync(process.execPath, [`scripts/${name}.ts`], {
			env: {
				...process.env,
				DATABASE_URL: `file:${join(folder, 'app.db')}`,
				HOST: '127.0.0.1',
				PORT: String(port)
			},
			encoding: 'utf8'
		});
		other.close();
		expect({ status, stdout, stderr }).toEqual({
			status: 1,
			stdout: '',
			stderr: `Something listens on 127.0.0.1, port ${port}, already. Stop it, or set PORT to another.\n`
		});
		expect(readdirSync(folder)).toEqual([]);
	}
);

test('who starts an empty application is told where its mail is and how the first account comes about', async () => {
	const url = `file:${join(folder, 'app.db')}`;
	copyFileSync(join(inject('databaseFolder'), 'template.db'), join(folder, 'app.db'));
	const said = vi.spyOn(console, 'log').mockReturnValue();
	const say = async (more: Record<string, string> = {}) => {
		said.mockClear();
		const AUTH_SECRET = Buffer.alloc(32, 1).toString('base64');
		await sayWhereToBegin(readEnv({ DATABASE_URL: url, AUTH_SECRET, PORT: '3100', ...more }));
		return said.mock.calls.flat();
	};
	const mailbox = 'The mail that it sends is on http://localhost:3100/dev/mailbox';
	expect(await say()).toEqual([
		mailbox,
		'Nobody has an account yet. Your first visit signs up: http://localhost:3100/sign-up'
	]);
	expect(await say({ SIGN_UP: 'invite', SMTP_URL: 'smtp://mail.example.org' })).toEqual([
		expect.stringMatching(/SIGN_UP=invite .* admin invite ADDRESS$/)
	]);
	expect(await say({ SIGN_UP: 'closed' })).toEqual([
		mailbox,
		expect.stringMatching(/SIGN_UP=closed lets nobody in/)
	]);
	const signUpBy = { ...parts.signUpBy };
	Object.assign(parts.signUpBy, { password: false, passkey: false, provider: false });
	expect(await say()).toEqual([mailbox, expect.stringMatching(/no way to begin one here/)]);
	Object.assign(parts.signUpBy, signUpBy);

	const db = createDb(url);
	await insertPeople([{ id: 'u1', email: 'ada@example.org' }], db);
	db.$client.close();
	expect(await say()).toEqual([mailbox]);
});
