import { expect, it } from 'vitest';
import { db } from '@/server/db/client';
import { resetLimits, tryLimits, type Try } from './take-limits';

it('lets somebody in again whose limits were released after a flood', async () => {
	const one: Try = ['sign-in-account', 'flooded@example.com'];
	for (let turn = 0; turn < 110; turn += 1) await tryLimits([one]);
	expect(await tryLimits([one])).not.toBeNull();
	await resetLimits([one], db);
	expect(await tryLimits([one])).toBeNull();
});
