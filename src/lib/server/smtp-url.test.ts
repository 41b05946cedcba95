import { expect, test } from 'vitest';
import { readEnv } from './env';
import { parseSmtpUrl } from './smtp-url';

test.each([
	['smtp://mail.example.org', { secure: false, host: 'mail.example.org', port: 587 }],
	['smtps://mail.example.org/', { secure: true, host: 'mail.example.org', port: 465 }],
	['smtp://mail.example.org:2525', { port: 2525 }],
	['SMTPS://mail.example.org:465', { secure: true, port: 465 }],
	['smtp://[2001:db8::25]:25', { host: '2001:db8::25', port: 25 }],
	['smtp://post.bücher.example', { host: 'post.xn--bcher-kva.example' }],
	['smtp://me@mail.example.org', { auth: { user: 'me', pass: '' } }]
])('%s', (value, expected) => {
	expect(parseSmtpUrl(value)).toMatchObject(expected);
});

test.each([
	['100%25', '100%'],
	['a%20b', 'a b'],
	['a b', 'a b'],
	['p@ss@word', 'p@ss@word'],
	['p%40ss', 'p@ss'],
	['a%23b%2Fc%3Fd%3Ae', 'a#b/c?d:e'],
	['a:b', 'a:b'],
	['gr%C3%BC%C3%9Fe', 'grüße'],
	['grüße+', 'grüße+'],
	['$&=;!', '$&=;!']
])('the password %s is %s', (written, pass) => {
	expect(parseSmtpUrl(`smtp://me:${written}@mail.example.org:587`)).toEqual({
		secure: false,
		host: 'mail.example.org',
		port: 587,
		auth: { user: 'me', pass }
	});
});

test.each([
	'smtp://me:hunter%2@mail.example.org',
	'smtp://me:100%hunter@mail.example.org:587',
	'smtp://h%unter:x@mail.example.org',
	'smtp://me:hunt%E9r@mail.example.org',
	'smtp://me:hunt#er@mail.example.org',
	'smtp://me:25#hunter@mail.example.org',
	'smtp://me:25/hunter@mail.example.org',
	'smtp://me:25?hunter@mail.example.org',
	'smtp://me:hunt\ter@mail.example.org',
	'smtp://:hunter@mail.example.org',
	'smtp://me:hunter@mail.example.org:70000',
	'smtp://me:hunter@mail.example.org:0',
	'smtp://me:hunter@mail.example.org:port',
	'smtp://me:hunter@mail.example.org/inbox',
	'smtp://me:hunter@mail.example.org?tls=off',
	'smtp://me:hunter@mail example.org',
	'smtp://me:hunter@',
	'https://me:hunter@mail.example.org',
	'smtp:me:hunter@mail.example.org',
	'smtp:me:hunter',
	'me:hunter',
	'mail.example.org:hunter'
])('%j is refused with a sentence that keeps the password to itself', (SMTP_URL) => {
	const source = { ORIGIN: 'https://id.example.org', AUTH_SECRET: 'A'.repeat(44), SMTP_URL };
	let message = '';
	try {
		readEnv(source);
	} catch (error) {
		message = error instanceof Error ? error.message : '';
	}
	expect(message).toMatch(/SMTP_URL\n {4}found: {4}".+"\n {4}expected: smtp:\/\/USER.*% as %25/);
	expect(message).not.toMatch(/hunt|unter/);
});
