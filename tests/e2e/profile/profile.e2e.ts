import { bothWays, everyWay, expect, test } from '../support/fixtures.ts';
import { createPerson, newUsername } from '../support/people.ts';
import { press, signIn } from '../support/steps.ts';

test(
	'edits the profile and shows it to everybody',
	everyWay,
	async ({ page, person, newBrowser }) => {
		const username = newUsername();
		await signIn(page, person);
		await page.goto('/settings/profile');
		await page.getByLabel('Display name').fill('Ada Łukasiewicz');
		await page.getByLabel('Username').fill(username);
		await page.getByLabel('About me').fill('Bakes bread.\nRepairs bicycles.');
		await page.getByLabel('Website').fill('https://ada.example/work');
		await page.getByRole('radio', { name: 'Everyone' }).check();
		await page.getByRole('button', { name: 'Save profile' }).click();
		await expect(page.getByText('Your profile is saved.')).toBeVisible();
		await expect(page.getByLabel('Display name')).toHaveValue('Ada Łukasiewicz');
		await expect(page.getByLabel('About me')).toHaveValue('Bakes bread.\nRepairs bicycles.');

		await page.goto('/');
		await expect(
			page.getByRole('heading', { name: 'Good to see you, Ada Łukasiewicz' })
		).toBeVisible();

		const stranger = await newBrowser();
		await stranger.goto(`/u/${username.toUpperCase()}`);
		await expect(stranger.getByRole('heading', { name: 'Ada Łukasiewicz' })).toBeVisible();
		await expect(stranger.getByText(`@${username}`)).toBeVisible();
		await expect(stranger.getByText('Repairs bicycles.')).toBeVisible();
		await expect(stranger.getByRole('link', { name: 'ada.example/work' })).toHaveAttribute(
			'rel',
			/nofollow/
		);
		await expect(stranger.getByText(person.email)).toHaveCount(0);

		await page.goto('/settings/profile');
		await page.getByRole('radio', { name: 'Only you' }).check();
		await page.getByRole('button', { name: 'Save profile' }).click();
		await expect(page.getByText('Your profile is saved.')).toBeVisible();
		expect((await stranger.goto(`/u/${username}`))?.status()).toBe(404);
	}
);

test(
	'says every error at its field and keeps what was typed',
	everyWay,
	async ({ page, person, server }) => {
		const taken = newUsername();
		await createPerson(server, { username: taken });
		await signIn(page, person);
		await page.goto('/settings/profile');
		const save = page.getByRole('button', { name: 'Save profile' });
		const typed = {
			'Display name': 'Ada\u202EBell',
			Username: '!!',
			'About me': 'Hello\u0007there',
			Website: 'javascript:alert(1)'
		};
		for (const [label, value] of Object.entries(typed)) await page.getByLabel(label).fill(value);
		await press(save);
		await expect(page.getByRole('alert')).toContainText('A few things need correcting.');
		await expect(page.getByLabel('Display name')).toHaveAccessibleDescription(/can't be seen/);
		await expect(page.getByLabel('Username')).toHaveAccessibleDescription(/Use 3 to 32 letters/);
		await expect(page.getByLabel('About me')).toHaveAccessibleDescription(/can't be seen/);
		await expect(page.getByLabel('Website')).toHaveAccessibleDescription(/not a web address/);
		await expect(page.getByLabel('Website')).toHaveValue(typed.Website);
		await expect(page.getByLabel('Website')).toHaveAttribute('aria-invalid', 'true');

		await page.getByLabel('Display name').fill('Ada');
		await page.getByLabel('Username').fill(taken.toUpperCase());
		await page.getByLabel('About me').fill('');
		await page.getByLabel('Website').fill('');
		await save.click();
		await expect(page.getByLabel('Username')).toHaveAccessibleDescription(/taken or too close/);
		await expect(page.getByLabel('Display name')).toHaveValue('Ada');
	}
);

test(
	'hides a private profile from everybody alike',
	bothWays,
	async ({ page, person, server, newBrowser }) => {
		const username = newUsername();
		await createPerson(server, { username, displayName: 'Hidden' });
		const stranger = await newBrowser();
		await signIn(page, person);
		const answers: string[] = [];
		for (const visitor of [page, stranger]) {
			for (const name of [username, newUsername()]) {
				expect((await visitor.goto(`/u/${name}`))?.status()).toBe(404);
				await expect(visitor.getByText('Hidden')).toHaveCount(0);
				const text = await visitor.getByRole('main').innerText();
				answers.push(text.replace(/Reference \S+/, ''));
			}
		}
		expect(new Set(answers).size).toBe(1);
	}
);

test('a name with marks piled up on it covers nothing beside it', async ({ page, server }) => {
	const header: Buffer[] = [];
	for (const displayName of ['Zoe', `Z${'\u030d\u033f\u0346'.repeat(40)}oe`]) {
		// Straight into the database: a form would take four of them.
		const username = newUsername();
		await createPerson(server, { username, displayName, visibility: 'public', bio: displayName });
		await page.goto(`/u/${username}`);
		await expect(page.getByRole('heading', { level: 1 })).toHaveCSS('overflow-y', 'clip');
		await expect(page.getByText(displayName).last()).toHaveCSS('overflow-y', 'clip');
		header.push(await page.getByRole('banner').screenshot());
	}
	expect(header[0]?.equals(header[1]!)).toBe(true);
});
