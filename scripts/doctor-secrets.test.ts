import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { drizzle } from 'drizzle-orm/libsql';
import { afterAll, expect, test } from 'vitest';
import { sealTotpSecret } from '../src/modules/auth/api/factors/totp/totp-secret';
import { totps } from '../src/modules/auth/models/z.totp.ts';
import { users } from '../src/modules/auth/models/z.user.ts';
import { storedKeys } from '../src/modules/keys/models/z.stored-key.ts';
import { applyMigrations } from '../src/lib/server/db/apply-migrations.ts';
import { env } from '../src/lib/server/env.ts';
import { seal } from '../src/lib/server/seal.ts';

const folder = mkdtempSync(join(tmpdir(), 'porchlight-doctor-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const url = `file:${join(folder, 'a.db')}`;
const other = Buffer.alloc(32, 9).toString('base64');

/** What `pnpm run doctor` says of secrets, and how it ends. */
function doctor(
	secret: string,
	previous = '',
	more: Record<string, string> = {}
): Promise<{ lines: string[]; code: number }> {
	const variables = {
		AUTH_SECRET: secret,
		AUTH_SECRET_PREVIOUS: previous,
		DATABASE_URL: url,
		...more
	};
	const given = { ...process.env, ...variables };
	return new Promise((resolve) => {
		execFile(process.execPath, ['scripts/doctor.ts'], { env: given }, (error, stdout, stderr) => {
			const lines = (stdout + stderr)
				.split('\n')
				.filter((line) => /secrets? |for codes|recovery codes/i.test(line));
			const about = lines.filter((line) => !line.includes('Files with secrets'));
			resolve({ lines: about, code: Number(error?.code ?? 0) });
		});
	});
}

test('secrets that are lost are counted, and those that are still under the key before', async () => {
	const client = createClient({ url });
	const db = drizzle(client);
	await applyMigrations(client);
	const now = new Date();
	const people = ['a@example.org', 'b@example.org'].map((email) => ({
		email,
		emailVerifiedAt: now
	}));
	for (const { id: userId } of await db.insert(users).values(people).returning()) {
		const id = crypto.randomUUID();
		const sealed = sealTotpSecret(id, 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
		await db.insert(totps).values({ id, userId, sealed, createdAt: now, confirmedAt: now });
	}
	const name = 'recovery-codes';
	const sealed = seal('stored-key', name, 'key');
	await db.insert(storedKeys).values({ name, sealed, createdAt: now });
	client.close();

	const { AUTH_SECRET } = env();
	expect((await doctor(AUTH_SECRET)).lines).toEqual([
		'✓ Secrets can be read under AUTH_SECRET; apps for codes: 2.'
	]);
	expect((await doctor(other, AUTH_SECRET)).lines).toEqual([
		expect.stringMatching(/^! 3 secrets are still kept under AUTH_SECRET_PREVIOUS\./)
	]);
	const lost = await doctor(other);
	expect(lost).toMatchObject({ code: 1 });
	expect(lost.lines).toEqual([
		expect.stringMatching(/^✗ The database.s own keys cannot be read/),
		expect.stringMatching(/^✗ 2 apps for codes have keys that cannot be read/)
	]);
});

test('with the packages of production alone secrets are not looked at, which it says', async () => {
	const hook = `
		import { registerHooks } from 'node:module';
		registerHooks({
			resolve(name, context, next) {
				return next(name === '@sveltejs/kit' ? 'no-such-package' : name, context);
			}
		});`;
	const without = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hook)}` };
	const { lines, code } = await doctor(env().AUTH_SECRET, '', without);
	expect(lines).toEqual([expect.stringMatching(/^! Whether secrets can be read .* all packages/)]);
	expect(code).toBe(0);
});
