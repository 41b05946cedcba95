import { afterEach, expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { log } from '@/server/log';
import { openBrowser } from '$tests/app';
import { newAddress } from '$tests/people';
import { slotCounts } from '../models/z.slot-count';
import { countInSlot } from './slot-counts';
import { getProofBrake } from './proof-brake';

vi.hoisted(() => (process.env.PROOF_OF_WORK = 'auto'));

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const start = new Date('2027-01-04T12:00:00Z');
const at = (minutes: number) => new Date(start.getTime() + minutes * MINUTE);
const ask = (minutes: number, amount: number) =>
	countInSlot({ kind: 'asked', at: at(minutes), amount });

afterEach(async () => {
	await db.delete(slotCounts);
	vi.restoreAllMocks();
});

test('sixty in ten minutes are nothing unusual, more are, and until half an hour after', async () => {
	const [warn, info] = [vi.spyOn(log, 'warn'), vi.spyOn(log, 'info')];
	await ask(0, 30);
	await ask(5, 30);
	expect(await getProofBrake(at(6))).toMatchObject({ isOn: false, asked: 60, unusual: 60 });
	await ask(6, 1);
	expect(await getProofBrake(at(7))).toMatchObject({ isOn: true, asked: 61 });
	expect(warn).toHaveBeenCalledWith({ event: 'proof-of-work-on', asked: 61, unusual: 60 });
	expect(await getProofBrake(at(30))).toMatchObject({ isOn: true, asked: 0 });
	expect(await getProofBrake(at(36))).toMatchObject({ isOn: false });
	expect(info).toHaveBeenCalledWith({ event: 'proof-of-work-off', asked: 0, unusual: 60 });
	expect(warn).toHaveBeenCalledOnce();
});

test('what is usual of a busy site is not unusual, and an attack of hours does not become usual', async () => {
	const [busy, calm] = [100, 5];
	for (let minutes = -23 * 60; minutes < 0; minutes += 5) await ask(minutes, busy);
	expect(await getProofBrake(at(0))).toMatchObject({ isOn: false, unusual: 1_000 });
	await db.delete(slotCounts);
	for (let minutes = -23 * 60; minutes < -10 * 60; minutes += 5) await ask(minutes, calm);
	for (let minutes = -10 * 60; minutes < 0; minutes += 5) await ask(minutes, busy);
	expect(await getProofBrake(at(1))).toMatchObject({ isOn: true, unusual: 60 });
});

test('sign-ups and forgotten passwords are counted, and nothing else', async () => {
	await openBrowser().post('/forgot-password', { email: newAddress() });
	await openBrowser().post('/sign-up', { email: newAddress(), method: 'passkey' });
	await openBrowser().post('/sign-in?/password', { email: newAddress(), password: 'x' });
	expect(await db.select().from(slotCounts)).toMatchObject([{ kind: 'asked', count: 2 }]);
	const [row] = await db.select().from(slotCounts);
	expect(row!.expiresAt.getTime() - row!.slot.getTime()).toBeLessThan(25 * HOUR);
});
