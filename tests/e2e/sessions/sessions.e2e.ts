import { bothWays, expect, test } from '../support/fixtures.ts';
import { signIn } from '../support/steps.ts';

const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';

test('ends one session, then all others', bothWays, async ({ page, person, newBrowser }) => {
	const [desk, phone, tablet] = [
		await newBrowser({ userAgent: windows }),
		await newBrowser(),
		await newBrowser()
	];
	for (const device of [desk, phone, tablet, page]) await signIn(device, person);
	const isSignedOut = async (device: typeof page) => {
		await device.goto('/settings/sessions');
		return device.getByRole('heading', { name: 'Welcome back' }).isVisible();
	};

	await page.goto('/settings/sessions');
	const rows = page.getByRole('main').getByRole('listitem').filter({ hasText: 'Signed in by' });
	await expect(rows).toHaveCount(4);
	await expect(rows.first()).toContainText('this device');
	const row = rows.filter({ hasText: 'Firefox on Windows' });
	await expect(row).toContainText(/last used\s+today/);
	await row.getByRole('button', { name: 'End session' }).click();
	await expect(page.getByText('That session is ended.')).toBeVisible();
	await expect(rows).toHaveCount(3);
	expect(await isSignedOut(desk)).toBe(true);
	expect(await isSignedOut(phone)).toBe(false);

	await page.getByRole('button', { name: 'End all other sessions' }).click();
	await expect(page.getByText('Only this device is still signed in.')).toBeVisible();
	await expect(rows).toHaveCount(1);
	await expect(page.getByRole('button', { name: 'End all other sessions' })).toHaveCount(0);
	for (const device of [phone, tablet]) expect(await isSignedOut(device)).toBe(true);
});
