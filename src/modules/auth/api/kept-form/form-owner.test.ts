import { expect, test } from 'vitest';
import { signedInPerson } from '$tests/people';
import { m } from '@/paraglide/messages';

const ownerIn = (html: string) => /name="formOwner" value="(\w+)"/.exec(html)?.[1] ?? '';

test.each([
	['/settings/profile', '/settings/profile?/update', { bio: 'Of the first person' }],
	['/settings/account', '/settings/account?/delete', {}],
	['/settings/sessions', '/settings/sessions?/revokeOthers', {}]
])('a form of %s changes nothing for whoever has signed in since', async (page, action, fields) => {
	const first = await signedInPerson();
	const formOwner = ownerIn(await (await first.browser.get('/settings/profile')).text());
	const second = await signedInPerson();
	const refused = await second.browser.post(action, { ...fields, formOwner });
	expect(refused.status).toBe(400);
	const html = await refused.text();
	expect(html).toContain(m.form_other_account());
	// With a look at it the second person can send it as their own.
	const own = { ...fields, formOwner: ownerIn(html) };
	expect(own.formOwner).not.toBe(formOwner);
	expect((await (await second.browser.get(page)).text()).includes('Of the first person')).toBe(
		false
	);
	expect((await second.browser.post(action, own)).status).toBe(303);
});

test('a page that is open to everybody takes any form', async () => {
	const first = await signedInPerson();
	const formOwner = ownerIn(await (await first.browser.get('/settings/profile')).text());
	const second = await signedInPerson();
	const asked = await second.browser.post('/forgot-password', {
		email: 'a@example.com',
		formOwner
	});
	expect(asked.status).toBe(303);
});
