import { globSync, readFileSync } from 'node:fs';
import { getCiphers } from 'node:tls';
import { expect, test } from 'vitest';
import { asvsIds } from '../support/asvs-ids';

const document = readFileSync('docs/asvs.md', 'utf8');
const rows = [...document.matchAll(/^\| (\d+\.\d+\.\d+) \| (.*?) \| (.*) \| (.*) \|$/gm)].map(
	([, id = '', state = '', how = '', shownBy = '']) => ({ id, state, how, shownBy })
);

test('each requirement that applies has one row, in order, and nothing else has', () => {
	expect(asvsIds).toHaveLength(262);
	expect(rows.map(({ id }) => id)).toEqual(asvsIds);
});

test('a row says how it is met and where that is seen, whose it is, or why it is not met', () => {
	const unclear = rows.filter(({ state, how, shownBy }) => {
		if (!how || !['met', 'operator', 'not met'].includes(state)) return true;
		return state === 'met' ? !/`[^`]+\.[a-z]+`|`deploy\/|^the same: "/.test(shownBy) : false;
	});
	expect(unclear).toEqual([]);
});

test('the sum at the top is that of the rows', () => {
	const count = (wanted: string) => rows.filter(({ state }) => state === wanted).length;
	expect(document).toContain(
		`${count('met')} are met, ${count('operator')} are the operator's, ${count('not met')} are not met`
	);
});

test('each file that uses cryptography stands in the inventory', () => {
	const uses =
		/create(?:Hmac|Hash|Cipheriv|Decipheriv|Sign|Verify)\b|hkdf|scrypt|pbkdf2|timingSafeEqual|crypto\.subtle|from '(?:@node-rs\/argon2|otpauth|jose|altcha-lib|@simplewebauthn\/server)/;
	const inventory = readFileSync('docs/inventories.md', 'utf8');
	const users = globSync(['src/**/*.{ts,svelte}', 'server/*.{ts,js}']).filter(
		(file) => !/\.(?:test|fixture)\.ts$/.test(file) && uses.test(readFileSync(file, 'utf8'))
	);
	expect(users.length).toBeGreaterThan(10);
	expect(users.filter((file) => !inventory.includes(`\`${file}\``))).toEqual([]);
});

test('the recipe for nginx offers ciphers of forward secrecy alone, which OpenSSL knows', () => {
	const recipe = readFileSync('deploy/nginx.conf', 'utf8');
	expect(recipe).toMatch(/^\tssl_protocols TLSv1\.2 TLSv1\.3;$/m);
	const ciphers = /^\tssl_ciphers (\S+);$/m.exec(recipe)?.[1]?.split(':') ?? [];
	expect(ciphers.length).toBeGreaterThan(3);
	for (const cipher of ciphers) expect(cipher).toMatch(/^ECDHE-.+-(?:GCM-SHA|CHACHA20-)/);
	expect(getCiphers()).toEqual(expect.arrayContaining(ciphers.map((one) => one.toLowerCase())));
});
