import { holdWriteLock } from '../support/hold-write-lock.ts';
import { openClient } from '../support/http-client.ts';
import { createPerson, newEmail, newUsername, password } from '../support/people.ts';
import { hydrated, signIn } from '../support/steps.ts';
import { expect, test } from '../support/own-server.ts';

test.describe.configure({ timeout: 120_000 });

test('waits out a write lock of two seconds without an error', async ({ page, server, person }) => {
	await signIn(page, person);
	await page.goto('/settings/profile');
	await page.getByLabel('Display name').fill('Patient');
	const lock = await holdWriteLock(server.databaseFile, 2_000);
	const client = openClient(server.origin);
	const answers = await Promise.all([
		client.post('/sign-up', { email: newEmail(), password, redirectTo: '/' }),
		client.post('/forgot-password', { email: newEmail() }),
		page.getByRole('button', { name: 'Save profile' }).click()
	]);
	expect(answers.slice(0, 2).map((answer) => answer?.status)).toEqual([303, 303]);
	await expect(page.getByText('Your profile is saved.')).toBeVisible();
	expect(await lock.released).toBe(0);
});

/** An answer, and after how many milliseconds it came. */
async function timed<T>(answering: Promise<T>) {
	const began = performance.now();
	return { answer: await answering, took: performance.now() - began };
}

test('keeps what was typed through a lock of thirty seconds', async ({ page, server, person }) => {
	const username = newUsername();
	await createPerson(server, { username, displayName: 'Reader', visibility: 'public' });
	await signIn(page, person);
	await page.goto('/settings/profile');
	await hydrated(page);
	await page.getByLabel('Display name').fill('Kept');
	const reader = openClient(server.origin);
	const writer = openClient(server.origin);
	const email = newEmail();

	const lock = await holdWriteLock(server.databaseFile, 30_000);
	const refused = writer.post('/sign-up', { email, password, redirectTo: '/' });
	const readiness = timed(reader.get('/readyz'));
	await page.getByRole('button', { name: 'Save profile' }).click();

	// Nobody who reads waits for those who write: pages come while the writes still hope.
	const began = performance.now();
	for (const path of ['/', '/sign-in', `/u/${username}`, '/healthz']) {
		expect((await reader.get(path)).status, path).toBe(200);
	}
	expect(performance.now() - began).toBeLessThan(2_500);

	const notReady = await readiness;
	expect(notReady.answer.status).toBe(503);
	expect(notReady.took).toBeLessThan(5_000);
	const answer = await refused;
	expect(answer.status).toBe(503);
	expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
	const html = await answer.text();
	expect(html).toContain(`value="${email}"`);
	expect(html).not.toContain(password);

	await expect(page.getByRole('alert')).toContainText('what you typed is still here', {
		timeout: 20_000
	});
	await expect(page.getByRole('alert')).toBeFocused();
	await expect(page.getByLabel('Display name')).toHaveValue('Kept');
	expect((await reader.get(`/u/${username}`)).status).toBe(200);

	expect(await lock.released).toBe(0);
	await page.getByRole('button', { name: 'Save profile' }).click();
	await expect(page.getByText('Your profile is saved.')).toBeVisible();
	await expect(page.getByLabel('Display name')).toHaveValue('Kept');
	expect((await writer.post('/sign-up', { email, password, redirectTo: '/' })).status).toBe(303);
});
