import { expect, test } from 'vitest';
import { createUser } from '$tests/factories';
import { newAddress, PASSWORD, openSession } from '$tests/people';
import { openBrowser } from '$tests/app';
import { addApp, waitForStep } from '$tests/second-factor';
import { atThePage, here, suspendedPerson } from './suspended.fixture';

test('signing out leaves nothing of a sign-in to a suspended account behind', async () => {
	const { email } = await suspendedPerson();
	const browser = await atThePage(email);
	expect((await browser.get(`${here}/export`)).status).toBe(200);
	await browser.post('/sign-out');
	// Whoever uses this browser next.
	expect(await (await browser.get(here)).text()).not.toContain(email);
	expect((await browser.get(`${here}/export`)).status).toBe(303);
});

test('signing out ends a sign-in that waits here for its second step', async () => {
	const user = await createUser({ email: newAddress(), password: PASSWORD });
	const app = await addApp(user.id);
	const browser = openBrowser();
	const { page, post } = await waitForStep(browser, user.email);
	const other = await createUser({ email: newAddress() });
	await openSession(other.id, browser);
	await browser.post('/sign-out');
	expect(await (await browser.get(page)).text()).not.toContain(user.email);
	expect((await post('totp', { code: app.code() })).status).toBe(400);
});
