import { expect, it, vi } from 'vitest';

const oldSecret = Buffer.alloc(32, 1).toString('base64');
const newSecret = Buffer.alloc(32, 2).toString('base64');

/** A copy of the module that read this environment, as a restarted server would. */
async function start(secret: string, previous = '') {
	vi.resetModules();
	vi.stubEnv('AUTH_SECRET', secret);
	vi.stubEnv('AUTH_SECRET_PREVIOUS', previous);
	return import('./seal');
}

it('opens what it sealed, for the same purpose and context only', async () => {
	const { seal, unseal } = await start(newSecret);
	const sealed = seal('kept-form', 'row-1', 'ada@example.com');
	expect(sealed).not.toContain('ada');
	expect(unseal('kept-form', 'row-1', sealed)).toBe('ada@example.com');
	expect(unseal('kept-form', 'row-2', sealed)).toBeNull();
	expect(unseal('other', 'row-1', sealed)).toBeNull();
});

it('makes another text each time and keeps an empty one', async () => {
	const { seal, unseal } = await start(newSecret);
	expect(seal('p', 'c', 'same')).not.toBe(seal('p', 'c', 'same'));
	expect(unseal('p', 'c', seal('p', 'c', ''))).toBe('');
});

it('refuses what was changed, cut or never sealed', async () => {
	const { seal, unseal } = await start(newSecret);
	const bytes = Buffer.from(seal('p', 'c', 'text'), 'base64url');
	bytes[bytes.length - 1]! ^= 1;
	for (const wrong of [bytes.toString('base64url'), '', 'AAAA', 'not sealed at all !!']) {
		expect(unseal('p', 'c', wrong)).toBeNull();
	}
});

it('opens what the previous secret sealed, until that is dropped', async () => {
	const sealed = (await start(oldSecret)).seal('p', 'c', 'text');
	expect((await start(newSecret, oldSecret)).unseal('p', 'c', sealed)).toBe('text');
	expect((await start(newSecret)).unseal('p', 'c', sealed)).toBeNull();
});
