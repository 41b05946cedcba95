import { expect, it } from 'vitest';
import { openBrowser } from '$tests/app';
import { createUser } from '$tests/factories';
import { openSession } from '$tests/people';

async function headingFor(profile: { displayName?: string; username?: string }) {
	const user = await createUser({ profile });
	const browser = openBrowser();
	await openSession(user.id, browser);
	const html = await (await browser.get('/')).text();
	return { user, html, heading: /<h1[^>]*>(.*?)<\/h1>/s.exec(html)?.[1] };
}

it('greets by display name, else by username', async () => {
	expect((await headingFor({ displayName: 'Ada', username: 'ada-b' })).heading).toBe(
		'Good to see you, Ada'
	);
	expect((await headingFor({ username: 'lamp-lit' })).heading).toBe('Good to see you, lamp-lit');
});

it('greets nobody by their address, which stands below', async () => {
	const { user, html, heading } = await headingFor({});
	expect(heading).toBe('Good to see you');
	expect(html).toContain(`You are signed in as ${user.email}.`);
	expect(/<title>(.*?)<\/title>/.exec(html)?.[1]).not.toContain(user.email);
});
