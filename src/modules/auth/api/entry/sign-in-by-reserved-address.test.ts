import { expect, test } from 'vitest';
import { newClaims, signInWith } from '$tests/providers';
import { openBrowser } from '$tests/app';
import { createUser, leaveAddress } from '$tests/factories';
import { codeIn, lastMailTo } from '$tests/mails';
import { isSignedIn, newAddress } from '$tests/people';

test('whoever comes by a provider with an address that is kept for another account can prove one of theirs', async () => {
	const owner = await createUser();
	const claims = newClaims();
	await leaveAddress(owner, claims.email);
	const browser = openBrowser();
	const back = await signInWith(browser, claims);
	expect([back.status, back.headers.get('location')]).toEqual([303, '/sign-up/address']);

	const page = await (await browser.get('/sign-up/address')).text();
	expect(page).toContain('name="email"');
	const email = newAddress();
	const asked = await browser.post('/sign-up/address', { email });
	expect([asked.status, asked.headers.get('location')]).toEqual([303, '/sign-up/verify']);
	await browser.post('/sign-up/verify', { code: codeIn(await lastMailTo(email)) });
	expect(await isSignedIn(browser)).toBe(true);
});
