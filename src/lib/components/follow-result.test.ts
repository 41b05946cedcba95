import type { ActionResult } from '@sveltejs/kit';
import { expect, test, vi } from 'vitest';
import { followResult } from './follow-result';

/** What a form says after an answer, read as `use:enhance` reads it, and whether Kit got to act on it. */
async function follow(result: unknown) {
	const update = vi.fn(async () => {});
	const ways = { update, reload: false, from: '/sign-in' };
	const said = await followResult(result as ActionResult, ways);
	return { said, acted: update.mock.calls.length > 0 };
}

test.each([
	['JSON that is no result, as a proxy writes it', { message: 'Cross-site POST is forbidden' }],
	['a result of a kind that does not exist', { type: 'accepted', status: 200 }],
	['a list', []],
	['what could not be read', { type: 'error', error: new SyntaxError('Unexpected token <') }]
])('an answer that is not understood counts as not sent: %s', async (_name, result) => {
	const { said, acted } = await follow(result);
	expect(said).toContain('This could not be sent.');
	expect(acted).toBe(false);
});

test('a form opened under another name of the server says where to open it', async () => {
	const error = { message: 'Forbidden', origin: 'http://localhost:3000' };
	const { said, acted } = await follow({ type: 'error', status: 403, error });
	expect(said).toContain('We only take forms that were opened at http://localhost:3000.');
	expect(acted).toBe(false);
});

test('an error that is understood is for the page of errors', async () => {
	const error = { message: 'Not Found' };
	expect(await follow({ type: 'error', status: 404, error })).toEqual({
		said: undefined,
		acted: true
	});
});
