import { beforeEach, describe, expect, test } from 'vitest';
import { updateProfile } from '$modules/profile/api/update-profile';
import { getAvatar } from '$modules/profile/api/avatar/avatar-store';
import { flat, hugePng, noise } from '$modules/profile/api/avatar/pictures.fixture';
import { openBrowser, type Browser } from '$tests/app';
import { signedInPerson } from '$tests/people';

const action = '/settings/profile?/avatar';
const MB = 1024 * 1024;

let person: Awaited<ReturnType<typeof signedInPerson>>;
beforeEach(async () => {
	person = await signedInPerson();
});

function upload(browser: Browser, bytes: Buffer | string, name = 'me.png', type = 'image/png') {
	const form = new FormData();
	const content = typeof bytes === 'string' ? bytes : new Uint8Array(bytes);
	form.set('avatar', new File([content], name, { type }));
	return browser.post(action, form);
}

const png = () => flat(60, 60).png().toBuffer();
const idOf = async () => (await getAvatar({ userId: person.user.id }))?.id ?? 'none';

describe('uploading', () => {
	test('leads back to the page, which shows the picture', async () => {
		const { browser } = person;
		const response = await upload(browser, await png());
		expect(response.status).toBe(303);
		expect(response.headers.get('location')).toBe('/settings/profile');
		const html = await (await browser.get('/settings/profile')).text();
		expect(html).toContain(`src="/avatars/${await idOf()}"`);
		expect(html).toContain('Your picture is saved.');
	});

	test.each([
		['image/jpg', 'jpeg'],
		['image/pjpeg', 'jpeg'],
		['IMAGE/JPEG', 'jpeg'],
		['image/x-citrix-jpeg', 'jpeg'],
		['image/x-png', 'png'],
		['image/apng', 'png'],
		['image/avif-sequence', 'avif'],
		['application/octet-stream', 'webp'],
		['text/plain', 'gif'],
		['', 'jpeg'],
		['image/png', 'jpeg']
	] as const)('the bytes decide, not that it is called %s', async (type, format) => {
		const file = await flat(60, 60).toFormat(format).toBuffer();
		expect((await upload(person.browser, file, 'me', type)).status).toBe(303);
	});

	test('more than the usual 512 KB is read', async () => {
		const large = await noise(600, 600).png().toBuffer();
		expect(large.length).toBeGreaterThan(512 * 1024);
		expect((await upload(person.browser, large)).status).toBe(303);
	});

	test.each([
		['html', '<!doctype html><script>alert(1)</script>', 415, /not a picture/],
		['svg', '<svg xmlns="http://www.w3.org/2000/svg"/>', 415, /not a picture/],
		['an empty file', '', 400, /This file is empty/],
		['a damaged file', '\x89PNG\r\n\x1a\n', 400, /be read/]
	])('%s is refused with a sentence at the field', async (_, content, status, sentence) => {
		const response = await upload(person.browser, Buffer.from(content, 'latin1'));
		expect(response.status).toBe(status);
		const html = await response.text();
		expect(html).toMatch(sentence);
		expect(html).toMatch(/<input[^>]*id="picture-avatar"[^>]*aria-invalid="true"/);
		expect(await idOf()).toBe('none');
	});

	test('a bomb is refused', async () => {
		const response = await upload(person.browser, hugePng(30_000));
		expect(response.status).toBe(400);
		expect(await response.text()).toMatch(/too wide or too high: .* up to 100 megapixels/);
	});

	test('a file of more than 5 MB is refused with 413 at the field, however large', async () => {
		const { browser } = person;
		for (const size of [5 * MB + 1, 5 * MB + 100_000]) {
			const response = await upload(browser, Buffer.alloc(size));
			expect(response.status).toBe(413);
			expect(await response.text()).toMatch(/This file is too large\. Choose one of up to 5 MB/);
		}
		const headers = { 'content-length': String(100 * MB) };
		expect((await browser.post(action, { avatar: 'x' }, { headers })).status).toBe(413);
	});

	test('the room for a picture is for that action alone', async () => {
		const headers = { 'content-length': String(MB) };
		for (const path of [
			'/settings/profile?/update',
			'/settings/profile?/removeAvatar',
			'/settings/profile?/update&/avatar',
			'/settings/security?/avatar'
		]) {
			const response = await person.browser.post(path, { x: 'y' }, { headers });
			expect([path, response.status]).toEqual([path, 413]);
		}
	});

	test('text, two files and another form are refused', async () => {
		const { browser } = person;
		expect((await browser.post(action, { avatar: 'text' })).status).toBe(400);
		expect((await browser.post(action, {})).status).toBe(400);
		const twice = new FormData();
		for (const name of ['a', 'b'])
			twice.append(
				'avatar',
				new File(
					[await png()].map((b) => new Uint8Array(b)),
					name
				)
			);
		expect((await browser.post(action, twice)).status).toBe(400);
		expect(await idOf()).toBe('none');
	});
});

test('removing takes the picture away, and a second time changes nothing', async () => {
	const { browser } = person;
	await upload(browser, await png());
	const id = await idOf();
	for (const _ of [1, 2]) {
		expect((await browser.post('/settings/profile?/removeAvatar')).status).toBe(303);
		expect((await browser.get(`/avatars/${id}`)).status).toBe(404);
	}
	expect(await (await browser.get('/settings/profile')).text()).not.toContain('/avatars/');
});

describe('the address of a picture', () => {
	const path = async () => `/avatars/${await idOf()}`;

	test('of a private profile is for its owner alone, and nobody learns that it exists', async () => {
		await upload(person.browser, await png());
		const own = await person.browser.get(await path());
		expect(own.status).toBe(200);
		expect(own.headers.get('cache-control')).toMatch(/^private, max-age=\d+$/);
		expect(own.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");

		const other = await signedInPerson();
		for (const browser of [openBrowser(), other.browser]) {
			const [refused, unknown] = [await browser.get(await path()), await browser.get('/avatars/x')];
			expect(refused.status).toBe(404);
			expect(unknown.status).toBe(404);
			const text = async (response: Response) =>
				(await response.text()).replace(/[\da-f]{8}-[-\da-f]{27}/g, '');
			expect(await text(refused)).toBe(await text(unknown));
			expect(refused.headers.get('cache-control')).toMatch(/no-store|^private, no-cache$/);
			expect(refused.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
			expect([...refused.headers.keys()]).toEqual([...unknown.headers.keys()]);
		}
	});

	test('of a public profile is for everybody, and does nothing but show it', async () => {
		await upload(person.browser, await png());
		await updateProfile({ userId: person.user.id, changes: { visibility: 'public' } });
		const { headers, status } = await openBrowser().get(await path());
		expect(status).toBe(200);
		expect(headers.get('content-type')).toBe('image/webp');
		expect(headers.get('x-content-type-options')).toBe('nosniff');
		expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
		expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
	});

	test('leaves every cache but the owner’s within a minute of going private', async () => {
		const { browser, user } = person;
		await upload(browser, await png());
		const setVisibility = (visibility: 'public' | 'private') =>
			updateProfile({ userId: user.id, changes: { visibility } });
		await setVisibility('public');
		const stranger = openBrowser();
		for (const visitor of [stranger, browser]) {
			const value = (await visitor.get(await path())).headers.get('cache-control') ?? '';
			expect(value).not.toContain('immutable');
			const ages = [...value.matchAll(/(?:s-maxage|max-age)=(\d+)/g)].map(([, age]) => Number(age));
			expect(ages).toHaveLength(2);
			for (const age of ages) expect(age).toBeLessThanOrEqual(60);
			expect(value).not.toMatch(/stale/);
		}
		await setVisibility('private');
		expect((await stranger.get(await path())).status).toBe(404);
		expect((await browser.get(await path())).headers.get('cache-control')).toMatch(/^private,/);
	});

	test('is asked for anew without its bytes, by whoever may see it alone', async () => {
		await upload(person.browser, await png());
		await updateProfile({ userId: person.user.id, changes: { visibility: 'public' } });
		const stranger = openBrowser();
		const etag = (await stranger.get(await path())).headers.get('etag') ?? '';
		const ask = (tag: string) => ({ headers: { 'if-none-match': tag } });
		for (const tag of [etag, `W/${etag}`, `"another", ${etag}`]) {
			const same = await stranger.get(await path(), ask(tag));
			expect([same.status, await same.text()]).toEqual([304, '']);
			expect(same.headers.get('cache-control')).toBe('public, max-age=60, s-maxage=60');
			expect(same.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
		}
		expect((await stranger.get(await path(), ask('"another"'))).status).toBe(200);
		await updateProfile({ userId: person.user.id, changes: { visibility: 'private' } });
		expect((await stranger.get(await path(), ask(etag))).status).toBe(404);
	});

	test('is shown on the public page', async () => {
		await upload(person.browser, await png());
		const changes = { visibility: 'public', username: 'pictured' } as const;
		await updateProfile({ userId: person.user.id, changes });
		const html = await (await openBrowser().get('/u/pictured')).text();
		expect(html).toContain(`src="${await path()}"`);
	});
});
