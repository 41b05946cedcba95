import { expect, it, vi } from 'vitest';
import { openBrowser } from '$tests/app';
import * as environment from '@/server/env';

const path = '/.well-known/passkey-endpoints';

it('tells everybody where passkeys are made and looked after, at ORIGIN', async () => {
	const response = await openBrowser().get(path);
	expect([response.status, response.headers.get('content-type')]).toEqual([
		200,
		'application/json'
	]);
	const page = `${environment.env().ORIGIN}/settings/security`;
	expect(await response.json()).toEqual({ enroll: page, manage: page });
	const opened = await openBrowser().get(new URL(page).pathname);
	expect(opened.headers.get('location')).toMatch(/^\/sign-in/);
});

it('is not there on a bare IP address, which can have no passkeys', async () => {
	const browser = openBrowser();
	const env = environment.env();
	const spy = vi
		.spyOn(environment, 'env')
		.mockReturnValue({ ...env, ORIGIN: 'http://127.0.0.1:3000', passkeysAvailable: false });
	const { status } = await browser.get('http://127.0.0.1:3000' + path);
	spy.mockRestore();
	expect(status).toBe(404);
});
