import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { openBrowser } from '$tests/app';
import { codeIn, deliverMails, lastMailTo, mailsTo, tokenIn } from '$tests/mails';
import { beginSignUpWithMail, OTHER_PASSWORD, PASSWORD, signIn } from '$tests/people';

const THIRD_PASSWORD = 'walnut ferry signal 9';

/** The database with its journal, byte for byte. */
function databaseBytes(): string {
	const file = process.env.DATABASE_URL!.replace('file:', '');
	const parts = readdirSync(dirname(file)).filter((name) => name.startsWith(basename(file)));
	expect(parts.some((name) => name.endsWith('-wal'))).toBe(true);
	return parts.map((name) => readFileSync(join(dirname(file), name), 'latin1')).join('\n');
}

/** A secret as it is, and as it would look in other spellings. */
function spellings(secret: string): string[] {
	const bytes = Buffer.from(secret);
	const decoded = Buffer.from(secret, 'base64url');
	return [
		secret,
		secret.replace('-', ''),
		encodeURIComponent(secret),
		bytes.toString('base64').replace(/=+$/, ''),
		bytes.toString('hex'),
		...(decoded.length >= 30 ? [decoded.toString('latin1'), decoded.toString('hex')] : [])
	];
}

test('after a whole journey no token, code or password is in the bytes of the database', async () => {
	const secrets = new Map<string, string>();
	const keep = (name: string, value: string | undefined) => {
		expect(value, name).toBeTruthy();
		secrets.set(name, value!);
	};
	const { browser, email, mail } = await beginSignUpWithMail();
	keep('sign-up cookie', browser.jar.get('signup'));
	keep('sign-up code', codeIn(mail));
	keep('sign-up link', tokenIn(mail));
	await browser.post('/sign-up/verify?/resend');
	const again = await lastMailTo(email);
	keep('second code', codeIn(again));
	keep('second link', tokenIn(again));
	await browser.post('/sign-up/verify', { code: codeIn(again) });
	keep('session of the sign-up', browser.jar.get('session'));
	keep('known browser', browser.jar.get('known'));
	await browser.post('/confirm?/password', { password: PASSWORD });
	keep('confirmed session', browser.jar.get('session'));
	const change = { currentPassword: PASSWORD, newPassword: OTHER_PASSWORD };
	await browser.post('/settings/security?/changePassword', change);
	keep('session after the change', browser.jar.get('session'));
	await openBrowser().post('/forgot-password', { email });
	const reset = tokenIn((await mailsTo(email)).at(-1)!);
	keep('reset link', reset);
	await openBrowser().post('/reset-password', { token: reset, password: THIRD_PASSWORD });
	await signIn(openBrowser(), email, 'mistyped password 77');
	await signIn(browser, email, THIRD_PASSWORD);
	keep('last session', browser.jar.get('session'));
	keep('first password', PASSWORD);
	keep('second password', OTHER_PASSWORD);
	keep('third password', THIRD_PASSWORD);
	keep('mistyped password', 'mistyped password 77');
	await beginSignUpWithMail({ password: 'pending password 123' });
	keep('pending password', 'pending password 123');
	await deliverMails();

	const bytes = databaseBytes();
	// The search itself works: what is not secret is found.
	expect(bytes.includes(email)).toBe(true);
	const found = [...secrets].filter(([, secret]) =>
		spellings(secret).some((spelling) => bytes.includes(spelling))
	);
	expect(found.map(([name]) => name)).toEqual([]);
});
