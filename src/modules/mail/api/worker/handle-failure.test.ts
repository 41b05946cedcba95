import { expect, test } from 'vitest';
import { retryDelay } from './handle-failure';

test('each wait is longer than the one before, up to an hour', () => {
	const waits = [1, 2, 3, 4, 5, 6, 7, 50].map((failures) => retryDelay(failures, 0.5) / 1000);
	expect(waits).toEqual([10, 30, 120, 600, 1800, 3600, 3600, 3600]);
});

test('waits are spread by a fifth to either side', () => {
	expect(retryDelay(1, 0)).toBe(8_000);
	expect(retryDelay(1, 1)).toBe(12_000);
});
