import { expect, it } from 'vitest';
import { createWorkQueue } from './work-queue';

const open = () => createWorkQueue({ name: 'test', concurrent: 2, waitingMax: 3, retryAfter: 7 });

it('runs a few at once, in order, and refuses what is too much', async () => {
	const turn = open();
	const begun: number[] = [];
	const ends: (() => void)[] = [];
	const work = (index: number) => () =>
		new Promise<number>((resolve) => {
			begun.push(index);
			ends.push(() => resolve(index));
		});
	const all = [0, 1, 2, 3, 4].map((index) => turn(work(index)));
	expect(begun).toEqual([0, 1]);
	await expect(turn(work(5))).rejects.toMatchObject({ status: 503, retryAfter: 7 });

	while (ends.length > 0) {
		ends.shift()?.();
		await new Promise((resolve) => setTimeout(resolve));
	}
	expect(begun).toEqual([0, 1, 2, 3, 4]);
	expect(await Promise.all(all)).toEqual([0, 1, 2, 3, 4]);
});

it('goes on after work that fails', async () => {
	const turn = open();
	const fail = () => Promise.reject(new Error('no'));
	const results = await Promise.allSettled([1, 2, 3, 4, 5].map(() => turn(fail)));
	expect(results.every(({ status }) => status === 'rejected')).toBe(true);
	expect(await turn(() => Promise.resolve('yes'))).toBe('yes');
});
