import { expect, test } from 'vitest';
import { until, within } from './within.ts';

const never = new Promise<never>(() => undefined);
const late = 'It is late.';

test('what never ends ends with a sentence', async () => {
	await expect(within(0.05, never, late)).rejects.toThrow(late);
	await expect(until(() => false, { seconds: 0.05, late, hopeless: never })).rejects.toThrow(late);
	expect(await within(5, Promise.resolve('in time'), late)).toBe('in time');
});

test('nobody waits for what cannot come about any more', async () => {
	const hopeless = Promise.reject(new Error('It has ended.'));
	const waiting = until(() => false, { seconds: 60, late, hopeless });
	await expect(waiting).rejects.toThrow('It has ended.');
});
