import { expect, it } from 'vitest';
import { siteName } from '@/site';
import { openBrowser } from '$tests/app';
import { signedInPerson } from '$tests/people';

/** Whole, and nobody's. */
const unknown = 'nothing'.padEnd(43, '-');
const headingOf = (html: string) => /<h1[^>]*>([^<]*)<\/h1>/.exec(html)?.[1];

it.each([
	[`/undo?token=${unknown}`, 'This link no longer works'],
	[`/not-me?token=${unknown}`, 'This link no longer works'],
	[`/reset-password?token=${unknown}`, 'This link no longer works'],
	[`/sign-up/verify?token=${unknown}`, 'This link no longer works'],
	['/undo?token=nothing', 'This link is incomplete'],
	['/sign-up/verify', 'No sign-up is waiting here'],
	['/sign-up/address', 'No sign-up is waiting here'],
	['/account-closed', 'Nothing is waiting here']
])('%s says in its heading that it leads no further', async (path, heading) => {
	const html = await (await openBrowser().get(path)).text();
	expect(headingOf(html)).toBe(heading);
	expect(html).toContain(`<title>${heading} · ${siteName}</title>`);
});

it('an incomplete link says so to who is signed in, too', async () => {
	const { browser } = await signedInPerson();
	for (const page of ['/sign-up/verify', '/invitation']) {
		const html = await (await browser.get(`${page}?token=nothing`)).text();
		expect(headingOf(html)).toBe('This link is incomplete');
		expect(html).not.toContain('You are signed in as');
		expect(html).not.toContain('href="/sign-in"');
	}
});

it('a link for a new address that is spent says so in its heading', async () => {
	const { browser } = await signedInPerson();
	const html = await (await browser.get(`/change-email?token=${unknown}`)).text();
	expect(headingOf(html)).toBe('This link no longer works');
	expect(html).toMatch(/<a[^>]*href="\/settings\/account"[^>]*bg-accent/);
});

it.each([`/sign-up/verify?token=${unknown}`, '/sign-up/verify', `/invitation?token=${unknown}`])(
	'%s leads who is signed in to the start page, not to signing in',
	async (path) => {
		const { email, browser } = await signedInPerson();
		const main = (await (await browser.get(path)).text()).replace(/.*<main|<\/main>.*/gs, '');
		expect(main).toContain(`You are signed in as ${email}`);
		expect(main).toMatch(/<a[^>]*href="\/"[^>]*bg-accent/);
		expect(main).not.toMatch(/href="\/sign-(in|up)/);
	}
);
