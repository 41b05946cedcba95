import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { openBrowser } from '$tests/app';
import { signIn } from '$tests/people';
import { hashingTurn } from './password-hash';

const cores = availableParallelism();
const room = cores + 75 * cores;

/** Fills the queue until `open` is called. */
function fill(count: number) {
	let open = () => {};
	const gate = new Promise<void>((resolve) => (open = resolve));
	let running = 0;
	let most = 0;
	const turns = Array.from({ length: count }, () =>
		hashingTurn(async () => {
			most = Math.max(most, (running += 1));
			await gate;
			running -= 1;
		})
	);
	return { open, turns, most: () => most };
}

test('as many run at once as there are cores', async () => {
	const { open, turns, most } = fill(3 * cores);
	open();
	await Promise.all(turns);
	expect(most()).toBe(cores);
});

test('a failed turn lets the next one run', async () => {
	const failed = Array.from({ length: 3 * cores }, () =>
		hashingTurn(() => Promise.reject(new Error('no'))).catch(() => 'failed')
	);
	expect(await Promise.all(failed)).toEqual(failed.map(() => 'failed'));
	expect(await hashingTurn(async () => 'runs')).toBe('runs');
});

test('a full queue refuses with 503 and Retry-After while other pages are served', async () => {
	const { open, turns } = fill(room);
	await expect(hashingTurn(async () => 'late')).rejects.toMatchObject({ status: 503 });
	const refused = await signIn(openBrowser(), 'a@example.com', 'any password');
	expect(refused.status).toBe(503);
	expect(refused.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
	expect((await openBrowser().get('/sign-in')).status).toBe(200);
	open();
	await Promise.all(turns);
	expect((await signIn(openBrowser(), 'a@example.com', 'any password')).status).toBe(400);
});
