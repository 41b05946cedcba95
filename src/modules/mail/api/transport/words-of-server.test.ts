import { expect, test } from 'vitest';
import { wordsOfServer } from './words-of-server';

const failure = (facts: object) => Object.assign(new Error('x'), facts);

test.each([
	['550 5.1.1 <a@b.example>: User unknown', '550 5.1.1 <a@b.example>: User unknown'],
	['421\r\n4.7.0 Later\u001b[2J', '421 4.7.0 Later [2J'],
	['554 https://a.example/reset-password?token=abc is spam', '554 … is spam'],
	['554 token dGhpcyBpcyBhIHRva2VuIQ_- K7QX-9MTR is spam', '554 token … … is spam'],
	[' x'.repeat(400), expect.stringMatching(/^x( x)+$/)]
])('what the server said is shown without what a mail holds: %#', (response, shown) => {
	const words = wordsOfServer(failure({ response, command: 'DATA' }));
	expect(words).toEqual(shown);
	expect(words!.length).toBeLessThanOrEqual(300);
});

test('a server that cannot be asked goes by its code; what failed elsewhere is not told', () => {
	expect(wordsOfServer(failure({ code: 'ECONNECTION', command: 'CONN' }))).toBe('ECONNECTION');
	expect(wordsOfServer(failure({ code: 'SQLITE_BUSY' }))).toBeNull();
	expect(wordsOfServer(new Error('no such column: token'))).toBeNull();
});
