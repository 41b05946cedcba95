import { describe, expect, test } from 'vitest';
import { db } from '@/server/db/client';
import { createUser } from '$tests/factories';
import { addApp, addRecoveryCodes, codeOfApp } from '$tests/second-factor';
import { readRecoveryCode } from '../recovery-codes/recovery-code';
import { recoveryCodeHash, useRecoveryCode } from '../recovery-codes/recovery-code-store';
import { checkTotpCode, useTotpCode } from './totp-code';
import { createTotpSecret, totpCode, totpStepAt } from './totp-secret';

const STEP = 30_000;

/** Whether a code lets somebody through, once. */
async function tryCode(userId: string, code: string, now: Date): Promise<boolean> {
	const checked = await checkTotpCode({ userId, code, now });
	return checked.ok && db.transaction((tx) => useTotpCode(checked.fitting, now, tx));
}

describe('codes of an app', () => {
	// RFC 6238, appendix B: the last six digits, of the secret "12345678901234567890".
	const published = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
	test.each([
		[59, '287082'],
		[1_111_111_109, '081804'],
		[1_111_111_111, '050471'],
		[1_234_567_890, '005924'],
		[2_000_000_000, '279037'],
		[20_000_000_000, '353130']
	])('are those that the standard publishes: after %i seconds', (seconds, code) => {
		expect(totpCode(published, Math.floor(seconds / 30))).toBe(code);
		expect(codeOfApp(published, new Date(seconds * 1000))).toBe(code);
	});

	test('have secrets of 160 bits, another one each time', () => {
		const secrets = Array.from({ length: 20 }, createTotpSecret);
		expect(secrets.every((secret) => /^[A-Z2-7]{32}$/.test(secret))).toBe(true);
		expect(new Set(secrets).size).toBe(20);
	});

	test('are good one step early and late, and no further', async () => {
		const now = new Date();
		const results = [];
		for (const steps of [-2, -1, 0, 1, 2]) {
			const { id } = await createUser();
			const app = await addApp(id);
			results.push(await tryCode(id, app.code(new Date(now.getTime() + steps * STEP)), now));
		}
		expect(results).toEqual([false, true, true, true, false]);
	});

	test('do it once: of fifty at the same moment one goes through', async () => {
		const { id } = await createUser();
		const app = await addApp(id);
		const now = new Date();
		const tries = await Promise.all(
			Array.from({ length: 50 }, () => tryCode(id, app.code(now), now))
		);
		expect(tries.filter(Boolean)).toHaveLength(1);
		expect(await tryCode(id, app.code(now), new Date(now.getTime() + STEP))).toBe(false);
	});

	test('that two neighbouring steps share let somebody through once for each of them', async () => {
		const { id } = await createUser();
		const app = await addApp(id);
		const now = new Date();
		const step = totpStepAt(now);
		const fitting = { totpId: app.id, steps: [step, step + 1] };
		const use = () => db.transaction((tx) => useTotpCode(fitting, now, tx));
		expect([await use(), await use(), await use()]).toEqual([true, true, false]);
	});

	test('go on where the clock was set back', async () => {
		const { id } = await createUser();
		const app = await addApp(id);
		const now = new Date();
		const early = new Date(now.getTime() - 20 * 60 * 1000);
		expect(await tryCode(id, app.code(now), now)).toBe(true);
		expect(await tryCode(id, app.code(early), early)).toBe(true);
	});

	test('of another account, and of an app that was never confirmed, open nothing', async () => {
		const [one, other] = [await createUser(), await createUser()];
		const app = await addApp(one.id);
		await addApp(other.id);
		const now = new Date();
		expect(await tryCode(other.id, app.code(now), now)).toBe(false);
		expect(await tryCode((await createUser()).id, app.code(now), now)).toBe(false);
	});
});

describe('a recovery code', () => {
	test('is good once, and uses up what the app says just now', async () => {
		const { id: userId } = await createUser();
		const app = await addApp(userId);
		const [code = ''] = await addRecoveryCodes(userId);
		const now = new Date();
		const hash = (await recoveryCodeHash({ userId, code: readRecoveryCode(code)! }))!;
		const once = () => db.transaction((tx) => useRecoveryCode({ userId, hash, now }, tx));
		expect(await Promise.all([once(), once()])).toEqual(expect.arrayContaining([9, null]));
		for (const at of [-STEP, 0, STEP]) {
			expect(await tryCode(userId, app.code(new Date(now.getTime() + at)), now)).toBe(false);
		}
	});

	test.each([
		['as it is shown', (code: string) => code],
		['in small letters, without the dash', (code: string) => code.toLowerCase().replace('-', '')],
		['with a number and blanks of a list', (code: string) => ` 10. ${code.split('').join(' ')}`],
		[
			'in full width',
			(code: string) =>
				code.replaceAll(/[A-Z0-9]/g, (one) => String.fromCodePoint(one.codePointAt(0)! + 0xfee0))
		]
	])('is taken %s', (_name, typed) => {
		expect(readRecoveryCode(typed('2BCDE-FGHJK'))).toBe('2BCDEFGHJK');
	});
});
