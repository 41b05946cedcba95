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
	const sealed = seal('p', 'c', 'text');
	const [version = '', id = '', body = ''] = sealed.split('.');
	const bytes = Buffer.from(body, 'base64url');
	bytes[bytes.length - 1]! ^= 1;
	const changed = `${version}.${id}.${bytes.toString('base64url')}`;
	const heads = [body, `2.${id}.${body}`, `${version}.AAAAAAAA.${body}`, `${sealed}.${body}`, '..'];
	for (const wrong of [changed, ...heads, '', 'AAAA', 'not sealed at all !!']) {
		expect(unseal('p', 'c', wrong)).toBeNull();
	}
});

it('opens what the previous secret sealed, until that is dropped', async () => {
	const sealed = (await start(oldSecret)).seal('p', 'c', 'text');
	expect((await start(newSecret, oldSecret)).unseal('p', 'c', sealed)).toBe('text');
	expect((await start(newSecret)).unseal('p', 'c', sealed)).toBeNull();
});

it('names version and key, and seals anew what it opens under the previous secret', async () => {
	const before = (await start(oldSecret)).seal('p', 'c', 'text');
	expect(before).toMatch(/^1\.[\w-]{8}\.[\w-]+$/);
	const both = await start(newSecret, oldSecret);
	expect(both.isSealedAnew('p', before)).toBe(false);
	const anew = both.sealAnew('p', 'c', before)!;
	expect(both.isSealedAnew('p', anew)).toBe(true);
	expect(both.sealAnew('p', 'c', anew)).toBeNull();
	const { unseal, sealAnew } = await start(newSecret);
	expect(unseal('p', 'c', anew)).toBe('text');
	expect([unseal('p', 'c', before), sealAnew('p', 'c', before)]).toEqual([null, null]);
});

it('opens what was sealed before there were versions', async () => {
	const { unseal, sealAnew } = await start(oldSecret);
	const before = 'BwcHBwcHBwcHBwcH57vN9KW3fSeH2hVsCoC0D0rUhmU';
	expect(unseal('p', 'c', before)).toBe('text');
	expect(unseal('p', 'c', sealAnew('p', 'c', before)!)).toBe('text');
});
