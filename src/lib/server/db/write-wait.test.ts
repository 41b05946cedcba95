import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type Transaction } from '@libsql/client';
import { afterEach, expect, test } from 'vitest';
import { rateLimits } from '../../../modules/limits/models/z.rate-limit';
import { createDb } from './create-db';
import { asTryLater, DatabaseBusyError } from './errors';
import { beginWait, behindAnswer, eachBehindAnswer, within, withinRequest } from './write-wait';

const url = process.env.DATABASE_URL!;
const db = createDb(url);
const other = createClient({ url });

let lock: Transaction | undefined;
/** The lock, held by another connection for so many milliseconds. */
async function holdLock(milliseconds: number) {
	const held = (lock = await other.transaction('write'));
	await sleep(milliseconds);
	if (!held.closed) await held.rollback();
}
afterEach(() => lock?.close());

const insert = (key: string) =>
	db
		.insert(rateLimits)
		.values({ key, points: 1 })
		.execute()
		.then(() => true);
const orBusy = (write: Promise<boolean>) =>
	write.catch((error: unknown) => asTryLater(error) instanceof DatabaseBusyError && 'busy');

async function timed<T>(work: () => Promise<T>) {
	const began = performance.now();
	const result = await work();
	return { result, took: performance.now() - began };
}

test('the writes of a request wait five seconds in all, not five each', async () => {
	const { result, took } = await timed(() =>
		withinRequest(async () => {
			const results = [];
			for (const key of ['first', 'second', 'third']) {
				void holdLock(key === 'third' ? 20_000 : 2_200);
				results.push(await orBusy(insert(key)));
			}
			return results;
		})
	);
	expect(result).toEqual([true, true, 'busy']);
	expect(took).toBeGreaterThan(4_400);
	expect(took).toBeLessThan(6_000);
});

test('what a request does between its writes is no waiting', async () => {
	await withinRequest(async () => {
		await insert('before a picture arrives');
		await sleep(5_200);
		expect(await orBusy(insert('after it has'))).toBe(true);
	});
});

test('writes at the same time wait together', async () => {
	const released = holdLock(2_000);
	await withinRequest(async () => {
		const together = Array.from({ length: 4 }, (_, index) => insert(`together ${index}`));
		expect(await Promise.all(together)).toEqual(Array(4).fill(true));
		await released;
		expect(await orBusy(insert('after those'))).toBe(true);
	});
});

test('a request gives up in time behind one that has longer to wait, and leaves it its turn', async () => {
	await withinRequest(async () => {
		await Promise.all([holdLock(3_000), insert('three seconds gone')]);
		const released = holdLock(3_500);
		const patient = behindAnswer(() => timed(() => insert('has five')));
		const hurried = await timed(() => orBusy(insert('has two')));
		expect(hurried.result).toBe('busy');
		expect(hurried.took).toBeLessThan(2_900);
		expect((await patient).took).toBeGreaterThan(3_000);
		await released;
		expect(await behindAnswer(() => insert('next'))).toBe(true);
	});
});

test('what goes out bit by bit has its own time for each bit, and another piece less than a request', async () => {
	async function* bits() {
		for (let bit = 0; bit < 3; bit++) yield beginWait().deadline - performance.now();
	}
	const left = await within(1_000, async () => [
		beginWait().deadline - performance.now(),
		...(await Array.fromAsync(eachBehindAnswer(bits())))
	]);
	expect(left.map((milliseconds) => Math.round(milliseconds / 1_000))).toEqual([1, 5, 5, 5]);
});
