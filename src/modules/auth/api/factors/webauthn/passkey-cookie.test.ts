import { expect, test } from 'vitest';
import type { Cookies } from '@sveltejs/kit';
import { passkeyBrowser, readPasskeyBrowser } from './passkey-cookie';

/** What one browser keeps, and how often it was written. */
function createCookies(value?: string) {
	const written: string[] = [];
	const cookies = {
		get: () => written.at(-1) ?? value,
		set: (name: string, text: string) => written.push(`${name}=${text}`.slice(name.length + 1))
	} as unknown as Cookies;
	return { cookies, written };
}

test('a browser is named once, at random, and keeps its name', () => {
	const { cookies, written } = createCookies();
	const first = passkeyBrowser(cookies);
	expect(passkeyBrowser(cookies)).toBe(first);
	expect(written).toEqual([first]);
	expect(first).not.toBe(passkeyBrowser(createCookies().cookies));
	expect(readPasskeyBrowser(createCookies(first).cookies)).toBe(first);
});

test('what cannot be a name is none, and is written over', () => {
	for (const odd of ['', 'null', 'a'.repeat(42), 'a'.repeat(44), `${'a'.repeat(42)}.`]) {
		const { cookies, written } = createCookies(odd);
		expect(readPasskeyBrowser(cookies)).toBeNull();
		passkeyBrowser(cookies);
		expect(written).toHaveLength(1);
	}
});
