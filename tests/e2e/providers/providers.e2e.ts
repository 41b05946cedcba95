import {
	bothWays,
	continueAs,
	expect,
	newGuest,
	signInWithHouse,
	test
} from '../support/provider-fixtures.ts';
import { createPerson, newEmail, newUsername } from '../support/people.ts';
import { codeIn, fillSignIn, hydrated, signIn, signOut, to } from '../support/steps.ts';

const here = '/settings/connections';

test(
	'signs up, is welcomed, and comes in the same way again',
	bothWays,
	async ({ page, identity }) => {
		const guest = newGuest(identity);
		await page.goto('/sign-up?redirectTo=/settings/profile');
		await page.getByRole('button', { name: 'Continue with House' }).click();
		await continueAs(page, guest);
		await expect(page.getByRole('heading', { name: 'Welcome in' })).toBeVisible();
		await expect(page.getByLabel('Display name')).toHaveValue(guest.name);
		const username = newUsername();
		await page.getByLabel('Username').fill(username);
		await page.getByRole('button', { name: 'Save and go on' }).click();
		await expect(page).toHaveURL('/settings/profile');
		await expect(page.getByLabel('Username')).toHaveValue(username);

		await signOut(page);
		await page.goto('/sign-in?redirectTo=/settings/security');
		await expect(page.getByRole('button', { name: 'Continue with House' })).toContainText(
			'Last used'
		);
		await page.getByRole('button', { name: 'Continue with House' }).click();
		await continueAs(page, guest);
		await expect(page).toHaveURL('/settings/security');
	}
);

test('skips the welcome', bothWays, async ({ page, identity }) => {
	await signInWithHouse(page, newGuest(identity));
	await page.getByRole('link', { name: 'Skip this' }).click();
	await expect(page.getByRole('heading', { name: /Good to see you/ })).toBeVisible();
});

test('connects and disconnects', bothWays, async ({ page, person, identity, mail }) => {
	const guest = newGuest(identity);
	await signIn(page, person);
	await page.goto('/settings/profile');
	await page.getByRole('link', { name: 'Connections' }).click();
	await page.getByRole('button', { name: 'Connect House' }).click();
	await continueAs(page, guest);
	await expect(page).toHaveURL(here);
	await expect(page.getByText(guest.email)).toBeVisible();
	await mail.waitFor(to(person.email, /House was connected/));
	await page.getByRole('button', { name: 'Disconnect House' }).click();
	await expect(page.getByText('It is disconnected.')).toBeVisible();
	await expect(page.getByText(guest.email)).toHaveCount(0);
	await mail.waitFor(to(person.email, /House was disconnected/));
});

test('keeps the only way in', bothWays, async ({ page, identity }) => {
	await signInWithHouse(page, newGuest(identity));
	await expect(page.getByRole('heading', { name: 'Welcome in' })).toBeVisible();
	await page.goto(here);
	await page.getByRole('button', { name: 'Disconnect House' }).click();
	await expect(page.getByRole('alert')).toContainText(
		'House is your only way to sign in. Add a passkey or set a password first.'
	);
});

test(
	'proves the account first, then connects by a button',
	bothWays,
	async ({ page, server, identity }) => {
		const person = await createPerson(server);
		const guest = newGuest(identity, { email: person.email });
		await signInWithHouse(page, guest);
		await expect(
			page.getByText(`There is an account with the address ${person.email}`)
		).toBeVisible();
		await fillSignIn(page, person);
		await expect(page).toHaveURL(here);
		await page.getByRole('button', { name: 'Connect House' }).click();
		await expect(page.getByText('It is connected.')).toBeVisible();
		await signOut(page);
		await signInWithHouse(page, guest);
		await expect(page.getByRole('heading', { name: /Good to see you/ })).toBeVisible();
	}
);

for (const [what, changes] of [
	['not confirmed', { emailVerified: false }],
	['not given', { email: undefined }]
] as const) {
	test(
		`proves an address by mail where it is ${what}`,
		bothWays,
		async ({ page, identity, mail, javaScriptEnabled }) => {
			await signInWithHouse(page, newGuest(identity, changes));
			await expect(page.getByRole('heading', { name: 'Which address is yours?' })).toBeVisible();
			if (javaScriptEnabled !== false) await hydrated(page);
			const email = newEmail();
			await page.getByLabel('E-mail address').fill(email);
			await page.getByRole('button', { name: 'Send the code' }).click();
			await page.getByLabel('Code').fill(codeIn(await mail.waitFor(to(email))));
			await page.getByRole('button', { name: 'Confirm address' }).click();
			await expect(page.getByRole('heading', { name: 'Welcome in' })).toBeVisible();
		}
	);
}

test('says what to do after a denial, and tries again', bothWays, async ({ page, identity }) => {
	const guest = newGuest(identity);
	await page.goto('/sign-in?redirectTo=/settings/security');
	await page.getByRole('button', { name: 'Continue with House' }).click();
	await page.getByRole('button', { name: 'Deny' }).click();
	await expect(page.getByRole('heading', { name: 'You stopped at House' })).toBeVisible();
	await page.getByRole('button', { name: 'Try again with House' }).click();
	await continueAs(page, guest);
	await page.getByRole('link', { name: 'Skip this' }).click();
	await expect(page).toHaveURL('/settings/security');
});

test(
	'five tabs at once each come back to their own place',
	bothWays,
	async ({ page, identity, context }) => {
		const guest = newGuest(identity);
		await signInWithHouse(page, guest);
		await page.getByRole('link', { name: 'Skip this' }).click();
		await signOut(page);
		const places = ['/settings/profile', '/settings/security', '/', '/?tab=4', '/?tab=5'];
		const tabs = await Promise.all(places.map(() => context.newPage()));
		for (const [index, tab] of tabs.entries()) {
			await tab.goto(`/sign-in?${new URLSearchParams({ redirectTo: places[index]! })}`);
			await tab.getByRole('button', { name: 'Continue with House' }).click();
			await expect(tab.getByRole('heading', { name: 'Local identity provider' })).toBeVisible();
		}
		// The last one first; the provider itself bears only one at a time.
		for (const [index, tab] of [...tabs.entries()].reverse()) {
			await continueAs(tab, guest);
			await expect(tab).toHaveURL(places[index]!);
		}
	}
);

test(
	'a callback in another browser leads nowhere',
	bothWays,
	async ({ page, newBrowser, identity }) => {
		const guest = newGuest(identity);
		await page.goto('/sign-in');
		await page.getByRole('button', { name: 'Continue with House' }).click();
		await expect(page.getByRole('heading', { name: 'Local identity provider' })).toBeVisible();
		// The other browser is the same to the provider, but not to us.
		const other = await newBrowser();
		const cookies = await page.context().cookies();
		const theirs = cookies.filter(({ domain }) => domain === new URL(identity.issuer).hostname);
		await other.context().addCookies(theirs);
		await other.goto(page.url());
		await continueAs(other, guest);
		await expect(other.getByRole('heading', { name: 'This did not begin here' })).toBeVisible();
		await other.goto('/settings/profile');
		await expect(other.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
	}
);
