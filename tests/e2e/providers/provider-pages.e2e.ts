import { check, LOCALES } from '../support/check-page.ts';
import { createPerson } from '../support/people.ts';
import { continueAs, newGuest, test } from '../support/provider-fixtures.ts';

const house = 'form button[name=provider][value=house]';

for (const locale of LOCALES) {
	test(`the pages around providers are accessible and fit in ${locale}`, async ({
		page,
		context,
		server,
		identity
	}) => {
		test.setTimeout(120_000);
		await context.addCookies([{ name: 'locale', value: locale, url: server.origin }]);
		const checked = (name: string) => check(page, `provider-${name}-${locale}`);
		const person = await createPerson(server);
		const stranger = newGuest(identity);
		const namesake = newGuest(identity, { email: person.email });
		const unverified = newGuest(identity, { emailVerified: false });
		const goTo = async (guest: { name: string }) => {
			await page.goto('/sign-in');
			await page.locator(house).click();
			await continueAs(page, guest);
			await page.waitForURL(`${server.origin}/**`);
		};

		await page.goto('/sign-up');
		await checked('sign-up');
		await page.goto('/sign-in');
		await page.locator(house).click();
		await page.getByRole('button', { name: 'Deny' }).click();
		await page.waitForURL(`${server.origin}/**`);
		await checked('denied');
		await goTo(unverified);
		await checked('address');

		await goTo(namesake);
		await checked('prove-account');
		await page.locator('[name=email]').fill(person.email);
		await page.locator('[name=password]').fill(person.password);
		await page.locator('[name=password]').press('Enter');
		await page.waitForURL('**/settings/connections');
		await checked('waiting');
		await page.locator('#waiting button').click();
		await page.locator('#disconnect-house').waitFor();
		await checked('connected');
		await page.goto('/confirm?redirectTo=/settings/connections');
		await checked('confirm');

		await context.clearCookies({ name: 'session' });
		await goTo(stranger);
		await checked('welcome');
		await page.goto('/settings/connections');
		await page.locator('#disconnect-house button').click();
		await page.getByRole('alert').waitFor();
		await checked('last-way-in');
		await context.clearCookies({ name: 'session' });
		await page.goto('/sign-in');
		await checked('sign-in-again');
	});
}
