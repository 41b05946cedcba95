import { expect, test } from 'vitest';
import { addAdmin } from '$tests/admins';
import { createUser } from '$tests/factories';
import { addRecoveryCodes } from '$tests/second-factor';
import { authPages } from '$modules/auth/routes/pages';

const path = '/admin/people';
const emailsOn = (html: string) =>
	[...html.matchAll(/>(heron[^<]+@example\.com)</g)].map(([, email]) => email);
const linkOf = (html: string, rel: 'prev' | 'next') => {
	const [link] = new RegExp(`<a[^>]*rel="${rel}"[^>]*>`).exec(html) ?? [];
	return link && /href="([^"]+)"/.exec(link)?.[1]?.replaceAll('&amp;', '&');
};

test('finds people, page after page and back again, without JavaScript', async () => {
	const { browser } = await addAdmin();
	const all = Array.from({ length: 120 }, (_, index) => `heron${100 + index}@example.com`);
	for (const email of all) await createUser({ email, profile: { displayName: 'A <b>heron</b>' } });
	const open = async (at: string) => (await browser.get(at)).text();

	const seen: (string | undefined)[] = [];
	let at: string | undefined = `${path}?q=HERON`;
	let last = at;
	while (at) {
		const html = await open(at);
		seen.push(...emailsOn(html));
		expect(html).not.toContain('<b>heron');
		expect(html).toContain('Time zone: ');
		[last, at] = [at, linkOf(html, 'next')];
	}
	expect(seen).toEqual(all);
	const back: (string | undefined)[] = [];
	at = last;
	while (at) {
		const html = await open(at);
		back.unshift(...emailsOn(html));
		at = linkOf(html, 'prev');
	}
	expect(back).toEqual(all);

	const gone = await browser.get(`${path}?q=heron&only=closed&after=nobody@example.com`);
	expect(gone.headers.get('location')).toBe(`${path}?q=heron&only=closed`);
	expect(await open(`${path}?q=heron&only=suspended`)).toContain('Nobody is found.');
	expect(await open(`${path}?only=admins`)).toContain('runs this site');
	expect(emailsOn(await open(`${path}?only=nonsense&q=heron101`))).toEqual([
		'heron101@example.com'
	]);
});

test('a page below one of the list beside it stands under it, and is not taken for it', async () => {
	const { user, browser } = await addAdmin();
	const current = async (page: string) =>
		[...(await (await browser.get(page)).text()).matchAll(/<a\b[^>]*aria-current="(\w+)"[^>]*>/g)]
			.map(([link, kind]) => [/href="([^"]+)"/.exec(link)?.[1], kind])
			.filter(([href]) => !href?.startsWith('?'));
	expect(await current(`${path}/${user.id}`)).toEqual([[path, 'true']]);
	expect(await current(path)).toContainEqual([path, 'page']);
	expect(await current('/admin')).toEqual([['/admin', 'page']]);
	const { recoveryCodes, security } = authPages;
	await addRecoveryCodes(user.id);
	expect(await current(recoveryCodes)).toEqual([[security, 'true']]);
});
