import { globSync, readFileSync } from 'node:fs';
import { eq } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import { secrets, startAsBefore, startWith } from '$tests/auth-secret';
import { createUser } from '$tests/factories';
import { addApp, addRecoveryCodes } from '$tests/second-factor';
import { storedKeys } from '$modules/keys/models/z.stored-key';
import { removedFactors } from '$modules/auth/models/z.removed-factor';
import { totps } from '$modules/auth/models/z.totp';
import { db } from '@/server/db/client';
import { isSealedAnew } from '@/server/seal';
import { readRecoveryCode } from '../factors/recovery-codes/recovery-code';
import {
	getShownRecoveryCodes,
	recoveryCodeHash,
	useRecoveryCode
} from '../factors/recovery-codes/recovery-code-store';
import { keepRemovedFactor, restoreRemovedFactors } from '../factors/removed/removed-factors';
import { checkTotpCode } from '../factors/totp/totp-code';
import { createKeptForm, getKeptForm } from '../kept-form/kept-form-store';
import { countSealed, sealEverythingAnew } from './sealed-kinds';

const [first, second, third] = secrets;

afterEach(startAsBefore);

const purposes = ['totp', 'stored-key', 'removed-factor', 'shown-recovery-codes', 'kept-form'];

/** Every text of the database that looks sealed, in whatever table, and whether it is so anew. */
async function sealedTexts() {
	const names = async (statement: string) =>
		(await db.$client.execute(statement)).rows.map((row) => String(row.name));
	const tables = await names("select name from sqlite_master where type = 'table'");
	const found: { table: string; isNew: boolean }[] = [];
	for (const table of tables) {
		const { rows } = await db.$client.execute(`select * from "${table}"`);
		for (const value of rows.flatMap((row) => Object.values(row))) {
			if (typeof value !== 'string' || !/^1\.[\w-]{8}\.[\w-]+$/.test(value)) continue;
			found.push({ table, isNew: purposes.some((purpose) => isSealedAnew(purpose, value)) });
		}
	}
	return found;
}

test('two changes of AUTH_SECRET leave nothing under an old one, and all as good as it was', async () => {
	startWith(first);
	const { id: userId } = await createUser();
	const { id: other } = await createUser();
	// A key of this test's own, made under the first secret.
	await db.delete(storedKeys);
	const app = await addApp(userId);
	const [code = ''] = await addRecoveryCodes(userId);
	const now = new Date();
	const rows = [{ asksSecondStep: true }];
	await keepRemovedFactor({ userId: other, kind: 'second-step', rows, now }, db);
	const keptFor = { browserHash: 'browser' };
	const id = await createKeptForm({
		form: { fields: ['displayName'] },
		userId,
		keptFor,
		action: '/settings/profile?/update',
		fields: { displayName: 'Ada' },
		lifetime: 60_000
	});
	for (const [secret, previous] of [
		[second, first],
		[third, second]
	]) {
		startWith(secret, previous);
		const sealed = await sealedTexts();
		expect(sealed.filter(({ isNew }) => isNew)).toEqual([]);
		expect(new Set(sealed.map(({ table }) => table)).size).toBe(purposes.length);
		const once = { anew: 1, lost: 0 };
		expect(await sealEverythingAnew()).toEqual({
			'stored-keys': once,
			apps: once,
			'removed-factors': once,
			'shown-recovery-codes': once,
			'kept-forms': once
		});
		const after = await sealedTexts();
		expect([after.length, after.filter(({ isNew }) => !isNew)]).toEqual([sealed.length, []]);
	}

	startWith(third);
	expect(await getShownRecoveryCodes({ userId })).toHaveLength(10);
	expect(await getKeptForm({ id, userId, keptFor })).toMatchObject({
		fields: { displayName: 'Ada' }
	});
	const at = new Date();
	expect(await checkTotpCode({ userId, code: app.code(at), now: at })).toMatchObject({ ok: true });
	const hash = (await recoveryCodeHash({ userId, code: readRecoveryCode(code)! }))!;
	expect(await db.transaction((tx) => useRecoveryCode({ userId, hash, now: at }, tx))).toBe(9);
	const back = { userId: other, since: new Date(now.getTime() - 1), now: at };
	expect(await db.transaction((tx) => restoreRemovedFactors(back, tx))).toBe(1);
});

test('what is new already, and what nobody can open, stays as it is', async () => {
	await db.delete(removedFactors);
	startWith(first);
	const lost = await addApp((await createUser()).id);
	startWith(third);
	const recent = await addApp((await createUser()).id);
	const sealedOf = async ({ id }: { id: string }) =>
		(await db.select().from(totps).where(eq(totps.id, id)).get())?.sealed;
	const before = [await sealedOf(lost), await sealedOf(recent)];
	startWith(third, second);
	expect((await sealEverythingAnew()).apps).toEqual({ anew: 0, lost: 1 });
	expect((await countSealed()).apps).toEqual({ all: 3, old: 0, lost: 1 });
	expect([await sealedOf(lost), await sealedOf(recent)]).toEqual(before);
});

test('without a key that came before, nothing is read', async () => {
	startWith(third);
	expect(await sealEverythingAnew()).toEqual({});
});

test('whoever seals something is among those that are sealed anew', () => {
	const sealers = globSync('src/**/*.ts')
		.filter((file) => !file.endsWith('.test.ts'))
		.filter((file) =>
			/import \{[^}]*\bseal\b[^}]*\} from '@\/server\/seal'/.test(readFileSync(file, 'utf8'))
		);
	const others = sealers.filter((file) => !readFileSync(file, 'utf8').includes(': SealedRows = {'));
	// Its rows are `totp-store.ts`'s.
	expect(others).toEqual(['src/modules/auth/api/factors/totp/totp-secret.ts']);
	expect(sealers).toHaveLength(purposes.length);
});
