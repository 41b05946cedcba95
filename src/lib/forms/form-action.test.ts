import { describe, expect, test } from 'vitest';
import { answer, createRequest, openBrowser } from '$tests/app';
import { signedInPerson } from '$tests/people';
import { m } from '@/paraglide/messages';
import { locales } from '@/paraglide/runtime';

const names = [
	'nothing',
	'constructor',
	'__proto__',
	'toString',
	'valueOf',
	'hasOwnProperty',
	'isPrototypeOf',
	'__defineGetter__',
	'__lookupSetter__',
	'prototype',
	'default',
	'',
	'%00',
	'password/x',
	'Password',
	'../sign-in'
];
const pages = [
	'/sign-in',
	'/sign-up',
	'/sign-up/verify',
	'/forgot-password',
	'/reset-password',
	'/sign-out'
];
const closed = ['/settings/security', '/settings/profile', '/confirm'];

describe('an action that does not exist', () => {
	test.each(pages)('of %s is 404, with and without JavaScript', async (page) => {
		for (const name of names) {
			const path = `${page}?/${name}`;
			const response = await openBrowser().post(path, { email: 'a@example.com' });
			expect([name, response.status]).toEqual([name, 404]);
			const headers = { accept: 'application/json', 'x-sveltekit-action': 'true' };
			const enhanced = await openBrowser().post(path, {}, { headers });
			expect([name, enhanced.status]).toEqual([name, 404]);
		}
	});

	test.each(closed)('of %s is 404 for a signed-in person', async (page) => {
		const { browser } = await signedInPerson();
		for (const name of names) {
			expect([name, (await browser.post(`${page}?/${name}`)).status]).toEqual([name, 404]);
		}
	});

	test('is what a page has without its name', async () => {
		expect((await openBrowser().post('/sign-in')).status).toBe(404);
	});
});

describe('a body', () => {
	const send = async (path: string, type: string, body: BodyInit) =>
		answer(await createRequest(path, { method: 'POST', body, headers: { 'content-type': type } }));
	const paths = [
		'/sign-in?/password',
		'/forgot-password',
		'/sign-up',
		'/preferences',
		'/sign-up/verify?/token'
	];

	test.each(['application/json', 'text/plain', 'text/html', 'application/octet-stream', 'x'])(
		'of type %s is 415',
		async (type) => {
			for (const path of paths) {
				const response = await send(path, type, '{"email":"a@example.com"}');
				expect([path, response.status]).toEqual([path, 415]);
			}
		}
	);

	test('without a type is 415', async () => {
		for (const path of paths) {
			const request = await createRequest(path, { method: 'POST', body: 'a=b' });
			request.headers.delete('content-type');
			expect([path, (await answer(request)).status]).toEqual([path, 415]);
		}
	});

	test('that cannot be read is not called a fault of ours', async () => {
		const page = await (await send('/sign-in?/password', 'text/plain', 'email=x')).text();
		expect(page).toContain(m.error_request_title());
		expect(page).not.toContain(m.error_other_title());
	});

	test.each([
		['without a boundary', 'multipart/form-data', 'email=x'],
		['without its boundary in it', 'multipart/form-data; boundary=b', 'email=x'],
		[
			'cut off',
			'multipart/form-data; boundary=b',
			'--b\r\nContent-Disposition: form-data; name="em'
		],
		['empty', 'multipart/form-data; boundary=b', '']
	])('of parts %s is 400', async (_name, type, body) => {
		for (const path of paths) {
			expect([path, (await send(path, type, body)).status]).toEqual([path, 400]);
		}
	});

	test.each(['%', '%E0%A4%A', '=', '&&&&', '\0', '__proto__=x', '__proto__[email]=x'])(
		'that is strange is 400: %j',
		async (body) => {
			const type = 'application/x-www-form-urlencoded';
			expect((await send('/sign-in?/password', type, body)).status).toBe(400);
		}
	);
});

describe('a field', () => {
	test('that comes twice is an error at that field', async () => {
		const twice = { email: ['a@example.com', 'b@example.com'] };
		const result = await openBrowser().enhance('/forgot-password', twice);
		expect(result).toMatchObject({ type: 'failure', status: 400 });
		expect(result.data).toContain('"email"');
		expect((await openBrowser().post('/forgot-password', twice)).status).toBe(400);
	});

	test.each(['password', 'redirectTo'])('%s twice is refused too', async (name) => {
		const fields = { email: 'a@example.com', password: 'x', redirectTo: '/', [name]: ['/', '/'] };
		const result = await openBrowser().enhance('/sign-in?/password', fields);
		expect(result).toMatchObject({ type: 'failure', status: 400 });
		expect(result.data).toContain(`"${name}"`);
	});

	test('written as an array or an object is not the field', async () => {
		for (const name of ['email[]', 'email[0]', 'email[x]', 'email.x']) {
			expect(
				(await openBrowser().post('/forgot-password', { [name]: 'a@example.com' })).status
			).toBe(400);
		}
	});

	test('of text that comes as a file is refused in plain words', async () => {
		const forms = ['/sign-in?/password', '/sign-up'];
		const each = forms.flatMap((path) =>
			(['email', 'password', 'redirectTo'] as const).map((name) => ({ path, name }))
		);
		for (const { path, name } of each) {
			const form = new FormData();
			const text = { email: 'a@example.com', password: 'x', redirectTo: '/' };
			for (const [key, value] of Object.entries(text)) {
				if (key !== name) form.set(key, value);
			}
			form.set(name, new File(['a@example.com'], 'x.txt'));
			const result = await openBrowser().enhance(path, form);
			expect([path, name, result.status]).toEqual([path, name, 400]);
			expect(result.data).not.toMatch(/expected|Invalid input|File/);
		}
		const form = new FormData();
		form.set('theme', new File(['dark'], 'x.txt'));
		expect((await openBrowser().post('/preferences', form)).status).toBe(400);
	});

	test('that nobody asked for is left alone', async () => {
		const fields = { email: 'a@example.com', isAdmin: 'true', id: '1' };
		expect((await openBrowser().post('/forgot-password', fields)).status).toBe(303);
	});
});

describe('a method', () => {
	test.each(['PUT', 'PATCH', 'DELETE'])('%s is 405 on a page', async (method) => {
		const response = await openBrowser().send('/sign-in', { method });
		expect(response.status).toBe(405);
		expect(response.headers.get('allow')).toContain('POST');
	});

	test.each(['PUT', 'PATCH', 'DELETE', 'PROPFIND'])('%s opens no door anywhere', async (method) => {
		for (const path of ['/', '/healthz', '/readyz', '/preferences', '/avatars/x', '/u/nobody']) {
			const { status } = await openBrowser().send(path, { method });
			expect([path, status]).toEqual([path, 405]);
		}
	});

	test('POST is 405 on a page without actions, GET where there is only POST', async () => {
		expect((await openBrowser().post('/')).status).toBe(405);
		expect((await openBrowser().post('/healthz')).status).toBe(405);
		expect((await openBrowser().get('/preferences')).status).toBe(405);
	});
});

test.each(locales)('the wait of one minute is not told as several, in %s', (locale) => {
	const told = (minutes: number) => m.try_again_minutes({ minutes }, { locale });
	expect(told(5)).toContain('5');
	expect(told(1)).not.toMatch(/1 min|minutes|Minuten|minutos/);
});

describe('who asks for no format', () => {
	const accepts = ['*/*', '', 'text/html', 'text/*, */*;q=0.1', 'image/png', 'application/*'];

	test.each(accepts)('gets what a form gets: status, location and page (%s)', async (accept) => {
		const options = { headers: { accept } };
		const done = await openBrowser().post('/forgot-password', { email: 'a@example.com' }, options);
		expect([done.status, done.headers.get('location')]).toEqual([303, '/forgot-password?sent']);
		const refused = await openBrowser().post('/forgot-password', { email: 'x' }, options);
		expect(refused.status).toBe(400);
		expect(refused.headers.get('content-type')).toMatch(/^text\/html/);
		expect(await refused.text()).toContain('aria-invalid="true"');
	});

	test('while JSON goes to those who name it', async () => {
		const options = { headers: { accept: 'application/json, text/plain, */*' } };
		const answered = await openBrowser().post('/forgot-password', { email: 'x' }, options);
		expect(await answered.json()).toMatchObject({ type: 'failure', status: 400 });
	});
});
