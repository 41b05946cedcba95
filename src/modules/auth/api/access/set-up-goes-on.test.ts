import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { db } from '@/server/db/client';
import { PASSWORD, signedInPerson } from '$tests/people';
import { users } from '../../models/z.user';

test('setting an app up leads to where somebody wanted, though they had to confirm on the way', async () => {
	const { user, browser } = await signedInPerson({ now: new Date(Date.now() - 60 * 60_000) });
	await db.update(users).set({ factorRequiredAt: new Date() }).where(eq(users.id, user.id));
	const wanted = new URLSearchParams({ redirectTo: '/settings/profile' });
	// The page was opened while the confirmation still counted, and lay open since.
	const asked = await browser.post(`/settings/security?/addTotp&${wanted}`);
	const at = new URL(asked.headers.get('location') ?? '', 'http://localhost:3000');
	expect(at.pathname).toBe('/confirm');
	const resume = at.searchParams.get('redirectTo')!;
	await browser.post(`/confirm?/password&${new URLSearchParams({ redirectTo: resume })}`, {
		password: PASSWORD
	});
	const html = await (await browser.get(resume)).text();
	const action = /<form[^>]+action="([^"]*\?\/addTotp[^"]*)"/
		.exec(html)![1]!
		.replaceAll('&amp;', '&');
	const set = await browser.post(action);
	expect(set.headers.get('location')).toBe(`/settings/security?${wanted}#totp`);
});
