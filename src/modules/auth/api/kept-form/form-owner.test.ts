import { timingSafeEqual } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { signedInPerson } from '$tests/people';
import { m } from '@/paraglide/messages';
import { findFormOwner, formOwner } from './returned-form';

// This function alone: a spy on the whole module reaches streams, and with them every later test file.
vi.mock('node:crypto', async (load) => {
	const real = await load<typeof import('node:crypto')>();
	return { ...real, timingSafeEqual: vi.fn(real.timingSafeEqual) };
});

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

test('whose form it is takes the same time to find whatever part of the name is right', () => {
	const name = formOwner('ada');
	for (const given of [name, `${name.slice(0, -1)}x`, `x${name.slice(1)}`]) {
		vi.mocked(timingSafeEqual).mockClear();
		expect(findFormOwner(['ada'], given)).toBe(given === name ? 'ada' : null);
		expect(timingSafeEqual).toHaveBeenCalled();
	}
	expect(findFormOwner(['bob', 'ada'], name)).toBe('ada');
	for (const given of [null, undefined, '', name.toUpperCase(), new File([name], 'name')]) {
		expect(findFormOwner(['ada'], given)).toBeNull();
	}
});
