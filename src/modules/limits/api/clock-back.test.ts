import { afterEach, expect, it, vi } from 'vitest';
import { getProofBrake } from './proof-brake';
import { isReached, refuseWhereReached } from './reached-limits';
import { countInSlot, countSince, SLOT_MS } from './slot-counts';
import { tryLimits, type Try } from './take-limits';

vi.hoisted(() => (process.env.PROOF_OF_WORK = 'auto'));

const HOUR = 60 * 60 * 1000;
const YEAR = 365 * 24 * HOUR;
const now = new Date('2026-06-01T12:00:00Z');

afterEach(() => void vi.useRealTimers());

it('begins a limit anew whose time ends later than any that begins now', async () => {
	vi.useFakeTimers({ toFake: ['Date'], now: now.getTime() + YEAR });
	const one: Try = ['confirm-password', crypto.randomUUID()];
	for (let turn = 0; turn < 11; turn += 1) await tryLimits([one]);
	// The clock is set right.
	vi.setSystemTime(now);
	expect(await tryLimits([one])).toBeNull();
});

it('counts nothing towards a budget that lies ahead', async () => {
	await countInSlot({ kind: 'mail', at: new Date(now.getTime() + YEAR), amount: 100 });
	await countInSlot({ kind: 'mail', at: now, amount: 3 });
	// Another instance whose clock is a little ahead.
	await countInSlot({ kind: 'mail', at: new Date(now.getTime() + SLOT_MS), amount: 2 });
	expect(await countSince({ kind: 'mail', ms: HOUR, now })).toBe(5);
});

it('shows no limit as reached that a wrong clock has begun', async () => {
	vi.useFakeTimers({ toFake: ['Date'], now: now.getTime() + YEAR });
	const one: Try = ['confirm-password', crypto.randomUUID()];
	for (let turn = 0; turn < 11; turn += 1) await tryLimits([one]);
	expect(await isReached(one)).toBe(true);
	vi.setSystemTime(now);
	expect(await isReached(one)).toBe(false);
	await refuseWhereReached(one);
});

it('asks for no proof of work because of what lies ahead', async () => {
	await countInSlot({ kind: 'asked', at: new Date(now.getTime() + YEAR), amount: 1_000 });
	expect(await getProofBrake(now)).toMatchObject({ mode: 'auto', isOn: false });
});
