import { expect, test } from 'vitest';
import { unsign } from '@/server/secrets';
import { openBrowser } from '$tests/app';
import { createUser } from '$tests/factories';
import { PASSWORD, signIn } from '$tests/people';

test('a browser is known for 400 days from its last sign-in', async () => {
	const { email } = await createUser({ password: PASSWORD });
	const response = await signIn(openBrowser(), email, PASSWORD);
	const known = response.headers.getSetCookie().find((header) => header.startsWith('known='));
	expect(known).toContain(`Max-Age=${400 * 24 * 60 * 60};`);
});

test('a browser is known to eight accounts: of nine the one it signed in to first is forgotten', async () => {
	const browser = openBrowser();
	const ids = [];
	for (let i = 0; i < 9; i += 1) {
		const { id, email } = await createUser({ password: PASSWORD });
		ids.push(id);
		await signIn(browser, email, PASSWORD);
		await browser.post('/sign-out');
	}
	const value = unsign('known-browser', browser.jar.get('known') ?? '') ?? '';
	expect(ids.filter((id) => value.includes(id))).toEqual(ids.slice(1));
	// A browser keeps no cookie of more than 4,096 bytes.
	expect(browser.jar.get('known')!.length).toBeLessThan(1_000);
});
