import { expect, test } from 'vitest';
import { openBrowser } from '$tests/app';
import { newAddress, PASSWORD, signedInPerson } from '$tests/people';
import { checkPassword, passwordLength } from './password-rules';

/** Composing this takes many seconds: each of the later marks has to find its place before the first. */
const heavy = `a${'\u0301'.repeat(60_000)}${'\u0316'.repeat(60_000)}`;

/** As a multipart form, where a mark is two bytes. */
function form(fields: Record<string, string>): FormData {
	const data = new FormData();
	for (const [name, value] of Object.entries(fields)) data.set(name, value);
	return data;
}

async function milliseconds(work: () => Promise<Response>) {
	const start = performance.now();
	const { status } = await work();
	return { status, isQuick: performance.now() - start < 3_000 };
}

test.each([
	['/sign-in?/password', { email: newAddress(), password: heavy }],
	['/sign-up', { email: newAddress(), password: heavy }]
])('a stranger cannot keep the server busy with a password of marks: %s', async (path, fields) => {
	const browser = openBrowser();
	await browser.get('/sign-in');
	const answer = await milliseconds(() => browser.post(path, form(fields)));
	expect(answer).toEqual({ status: 400, isQuick: true });
});

test.each([
	['/confirm?/password', { password: heavy }],
	['/settings/security?/changePassword', { currentPassword: heavy, newPassword: PASSWORD }],
	['/settings/security?/changePassword', { currentPassword: PASSWORD, newPassword: heavy }]
])('neither can a signed-in person: %s', async (path, fields) => {
	const { browser } = await signedInPerson();
	const answer = await milliseconds(() => browser.post(path, form(fields)));
	expect(answer).toEqual({ status: 400, isQuick: true });
});

test('a password of 256 characters is taken in whatever form it is written', async () => {
	const password = 'ᾂ'.repeat(256);
	expect(passwordLength(password.normalize('NFD'))).toBe(256);
	expect(await checkPassword(password.normalize('NFD'), [])).toBeNull();
	expect(await checkPassword(`${password}a`.normalize('NFD'), [])).toBe('too-long');
});
