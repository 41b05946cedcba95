import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openBrowser } from '$tests/app';
import { addAdmin } from '$tests/admins';
import { signedInPerson } from '$tests/people';
import { getProfile } from '$modules/profile/api/get-profile';

/** Every page below a folder of routes that has no parameter in its path. */
const pagesOf = (group: string) =>
	globSync(`src/routes/(${group})/**/+page.svelte`)
		.map((file) => file.replace(`src/routes/(${group})`, '').replace('/+page.svelte', '') || '/')
		.filter((path) => !path.includes('['));

/** What a browser fetches by itself, and from where. */
const fetched = /<(?:script|link|img|iframe|source|video|audio|embed|object|form)\b[^>]*?>/g;
const elsewhere = /\s(?:src|href|data|action|srcset)="(?:[a-z]+:)?\/\//i;

function expectNothingFromElsewhere(path: string, html: string) {
	const tags = [...html.matchAll(fetched)].map(([tag]) => tag);
	expect([path, tags.filter((tag) => elsewhere.test(tag))]).toEqual([path, []]);
	expect([path, /url\(\s*['"]?(?:https?:)?\/\//.test(html)]).toEqual([path, false]);
}

test('every page of somebody signed in has the way out, and loads nothing from elsewhere', async () => {
	const { browser } = await signedInPerson({ now: new Date(Date.now() - 3_600_000) });
	const admin = await addAdmin();
	const shown: string[] = [];
	for (const path of [...pagesOf('app'), ...pagesOf('admin'), '/']) {
		const response = await (path.startsWith('/admin') ? admin.browser : browser).get(path);
		if (response.status !== 200) continue;
		const html = await response.text();
		expect([path, html.includes('action="/sign-out"')]).toEqual([path, true]);
		expectNothingFromElsewhere(path, html);
		shown.push(path);
	}
	const some = ['/', '/settings/security', '/settings/account', '/confirm', '/admin/people'];
	expect(shown).toEqual(expect.arrayContaining(some));
});

test('no page for everybody loads anything from elsewhere', async () => {
	for (const path of [...pagesOf('auth'), '/', '/nowhere']) {
		expectNothingFromElsewhere(path, await (await openBrowser().get(path)).text());
	}
});

const evil = `</script><script>alert(1)</script><img src=x onerror=a> "'\`--> %3Cb%3E &lt;i&gt; {{7*7}} \${7*7}`;

test('what people type is text in pages, fields and data, and comes back as it was typed', async () => {
	const { user, browser } = await signedInPerson();
	const username = `eve_${user.id.slice(0, 8)}`;
	const displayName = evil.slice(0, 80);
	const typed = { username, displayName, bio: evil, visibility: 'public' };
	expect((await browser.post('/settings/profile?/update', typed)).status).toBe(303);
	expect(await getProfile({ userId: user.id })).toMatchObject({ displayName, bio: evil });
	const { browser: admin } = await addAdmin();
	const pages = [
		await browser.get('/'),
		await browser.get('/settings/profile'),
		await openBrowser().get(`/u/${username}`),
		await admin.get(`/admin/people?q=${username}`),
		await browser.post('/settings/profile?/update', { ...typed, website: evil }),
		await browser.get('/settings/profile/__data.json')
	];
	for (const page of pages) {
		const text = await page.text();
		expect(text).toMatch(/&lt;\/script|\\u003C\/script/i);
		const isData = page.headers.get('content-type')?.includes('json');
		if (!isData) expect(text).not.toMatch(/<script>alert|<img src=x/);
		// Neither decoded once more, nor worked out as a template.
		expect(text).toContain('%3Cb%3E');
	}
});

test('the data of a page holds what the page shows: no hash, no key, nothing of how the account stands', async () => {
	const { browser } = await signedInPerson();
	for (const path of ['/settings/profile', '/settings/security', '/settings/account']) {
		const data = await (await browser.get(`${path}/__data.json`)).text();
		expect(data).toContain('"type":"data"');
		expect([
			path,
			/argon2|passkeyHandle|emailVerifiedAt|suspendedAt|mailBlockedAt/.exec(data)
		]).toEqual([path, null]);
	}
});

test('each password field is hidden and says to password managers what it is', async () => {
	const { browser } = await signedInPerson({ now: new Date(Date.now() - 3_600_000) });
	for (const [asks, path, kinds] of [
		[openBrowser(), '/sign-in', ['current-password']],
		[openBrowser(), '/sign-up', ['new-password']],
		[browser, '/confirm', ['current-password']],
		[browser, '/settings/security', ['current-password', 'new-password']]
	] as const) {
		const html = await (await asks.get(path)).text();
		const fields = [...html.matchAll(/<input\b[^>]*name="(?:p|currentP|newP)assword"[^>]*>/g)];
		const said = fields.map(([tag]) => /autocomplete="([^"]*)"/.exec(tag)?.[1]);
		expect([path, said]).toEqual([path, kinds]);
		for (const [tag] of fields) expect(tag).toMatch(/type="password"/);
		for (const [tag] of fields) expect(tag).not.toMatch(/readonly|\son\w+=/);
	}
});
