import { eq } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { createUser } from '$tests/factories';
import { addApp, addRecoveryCodes } from '$tests/second-factor';
import { forgetStoredKeys, sealStoredKeysAnew } from '$modules/keys/api/stored-key';
import { storedKeys } from '$modules/keys/models/z.stored-key';
import { totps } from '$modules/auth/models/z.totp';
import { db } from '@/server/db/client';
import * as environment from '@/server/env';
import { readRecoveryCode } from '../recovery-codes/recovery-code';
import { recoveryCodeHash, useRecoveryCode } from '../recovery-codes/recovery-code-store';
import { checkTotpCode } from '../totp/totp-code';
import { sealTotpsAnew } from './seal-totps-anew';

const secrets = [1, 2, 3].map((byte) => Buffer.alloc(32, byte).toString('base64'));

/** As a server that was started with these secrets. */
function startWith(secret: string, previous?: string) {
	const given = environment.env();
	vi.restoreAllMocks();
	const changed = { ...given, AUTH_SECRET: secret, AUTH_SECRET_PREVIOUS: previous };
	vi.spyOn(environment, 'env').mockReturnValue(changed);
	forgetStoredKeys();
}

afterEach(() => {
	vi.restoreAllMocks();
	forgetStoredKeys();
});

test('two changes of AUTH_SECRET leave apps and recovery codes as good as they were', async () => {
	const [first = '', second = '', third = ''] = secrets;
	startWith(first);
	const { id: userId } = await createUser();
	// A key of this test's own, made under the first secret.
	await db.delete(storedKeys);
	const app = await addApp(userId);
	const [code = ''] = await addRecoveryCodes(userId);
	for (const [secret, previous] of [
		[second, first],
		[third, second]
	] as const) {
		startWith(secret, previous);
		await sealTotpsAnew();
		await sealStoredKeysAnew();
	}

	startWith(third);
	const now = new Date();
	expect(await checkTotpCode({ userId, code: app.code(now), now })).toMatchObject({ ok: true });
	const hash = (await recoveryCodeHash({ userId, code: readRecoveryCode(code)! }))!;
	expect(await db.transaction((tx) => useRecoveryCode({ userId, hash, now }, tx))).toBe(9);
});

test('what is new already, and what nobody can open, stays as it is', async () => {
	const [first = '', second = '', third = ''] = secrets;
	startWith(first);
	const lost = await addApp((await createUser()).id);
	startWith(third);
	const recent = await addApp((await createUser()).id);
	const sealedOf = async ({ id }: { id: string }) =>
		(await db.select().from(totps).where(eq(totps.id, id)).get())?.sealed;
	const before = [await sealedOf(lost), await sealedOf(recent)];
	startWith(third, second);
	await sealTotpsAnew();
	expect([await sealedOf(lost), await sealedOf(recent)]).toEqual(before);
});
