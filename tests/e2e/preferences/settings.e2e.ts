import { bothWays, expect, test } from '../support/fixtures.ts';
import { createPerson } from '../support/people.ts';
import { signIn, to } from '../support/steps.ts';

test(
	'speaks, looks and counts time as the person says, here, elsewhere and in mails',
	bothWays,
	async ({ page, person, mail, newBrowser }) => {
		await signIn(page, person);
		await page.goto('/settings/preferences');
		await page.getByLabel('Theme', { exact: true }).selectOption('Dark');
		await page.getByLabel('Language', { exact: true }).selectOption('Español');
		await page.getByLabel('Time zone').selectOption('Asia/Tokyo');
		await page.getByLabel(/Mail me when/).uncheck();
		await page.getByRole('button', { name: 'Save preferences' }).click();

		await expect(page.getByText('Tus preferencias se han guardado.')).toBeVisible();
		const html = page.locator('html');
		await expect(html).toHaveAttribute('lang', 'es');
		await expect(html).toHaveAttribute('data-theme', 'dark');
		await expect(page.getByLabel('Zona horaria')).toHaveValue('Asia/Tokyo');
		await expect(page.getByLabel(/Avisarme por correo/)).not.toBeChecked();

		const elsewhere = await newBrowser({ locale: 'de' });
		await elsewhere.goto('/sign-in');
		await elsewhere.getByLabel('E-Mail-Adresse').fill(person.email);
		await elsewhere.getByLabel('Passwort', { exact: true }).fill(person.password);
		await elsewhere.getByRole('button', { name: 'Anmelden', exact: true }).click();
		await expect(elsewhere.locator('html')).toHaveAttribute('lang', 'es');
		await expect(elsewhere.locator('html')).toHaveAttribute('data-theme', 'dark');
		await elsewhere.goto('/settings/sessions');
		await expect(elsewhere.getByText('Zona horaria: Tokyo.')).toBeVisible();

		const stranger = await newBrowser({ locale: 'fr' });
		await stranger.goto('/forgot-password');
		await stranger.getByLabel('Adresse e-mail').fill(person.email);
		await stranger.getByRole('button', { name: 'Envoyer le lien' }).click();
		const sent = await mail.waitFor(to(person.email, /contraseña/));
		expect(sent.html).toContain('<html lang="es">');
	}
);

test('offers the time zone of the device', async ({ page, person }) => {
	await signIn(page, person);
	await page.goto('/settings/sessions');
	await expect(page.getByText('Time zone: UTC.')).toBeVisible();
	await page.getByRole('button', { name: 'Use Berlin time' }).click();
	await expect(page.getByText('Time zone: Berlin.')).toBeVisible();
	await expect(page).toHaveURL('/settings/sessions');

	await page.goto('/settings/preferences');
	const zone = page.getByLabel('Time zone');
	await expect(zone).toHaveValue('Europe/Berlin');
	await zone.selectOption('America/Argentina/Buenos_Aires');
	await page.getByRole('button', { name: 'Use Berlin time' }).click();
	await expect(zone).toHaveValue('Europe/Berlin');
});

for (const [id, value, name] of [
	['Etc/GMT+5', 'Etc/GMT+5', 'UTC−5'],
	// Chromium tells its distance alone.
	['GMT', 'UTC', 'UTC'],
	['US/Pacific', 'America/Los_Angeles', 'Los Angeles']
] as const) {
	test(`keeps the zone of a device that the list lacks (${id})`, async ({ newBrowser, server }) => {
		const page = await newBrowser({ timezoneId: id });
		await signIn(page, await createPerson(server));
		await page.goto('/settings/preferences');
		const zone = page.getByLabel('Time zone');
		await expect(zone).toHaveValue(value);
		await expect(zone.locator(':checked')).toHaveText(name);
		await page.getByLabel('Theme', { exact: true }).selectOption('dark');
		await page.getByRole('button', { name: 'Save preferences' }).click();
		await expect(page.getByText('Your preferences are saved.')).toBeVisible();

		// Shown as the choice on another device too.
		const other = await newBrowser();
		await other.context().addCookies(await page.context().cookies());
		await other.goto('/settings/preferences');
		await expect(other.getByLabel('Time zone')).toHaveValue(value);
		await expect(other.getByRole('button', { name: 'Use Berlin time' })).toBeVisible();
	});
}
