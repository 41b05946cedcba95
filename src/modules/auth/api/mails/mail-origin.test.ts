import { expect, test } from 'vitest';
import { openBrowser } from '$tests/app';
import { createUser } from '$tests/factories';
import { lastMailTo, mailAbout, mailsTo, tokenIn } from '$tests/mails';
import { newAddress, OTHER_PASSWORD, PASSWORD } from '$tests/people';

const headers = {
	host: 'evil.example',
	'x-forwarded-host': 'evil.example',
	'x-forwarded-proto': 'https',
	'x-forwarded-port': '666',
	'x-original-host': 'evil.example',
	'x-host': 'evil.example',
	forwarded: 'for=192.0.2.1;host=evil.example;proto=https',
	referer: 'http://evil.example/'
};

test('no header of a request gets into a mail: links go to ORIGIN', async () => {
	const stranger = newAddress();
	const { email } = await createUser({ email: newAddress(), password: PASSWORD });
	for (const address of [stranger, email]) {
		const browser = openBrowser();
		const fields = { email: address, password: OTHER_PASSWORD };
		expect((await browser.post('/sign-up', fields, { headers })).status).toBe(303);
		await browser.post('/sign-up/verify?/resend', {}, { headers });
	}
	await openBrowser().post('/forgot-password', { email }, { headers });
	const token = tokenIn(await mailAbout(email, 'Set a new'));
	const reset = { token, password: OTHER_PASSWORD };
	expect((await openBrowser().post('/reset-password', reset, { headers })).status).toBe(303);

	const mails = [...(await mailsTo(stranger)), ...(await mailsTo(email))];
	expect(mails).toHaveLength(6);
	for (const mail of mails) {
		expect(JSON.stringify(mail)).not.toContain('evil.example');
		const links = `${mail.text} ${mail.html}`.matchAll(/https?:\/\/[^\s"'<>]+/g);
		const origins = new Set([...links].map(([link]) => new URL(link).origin));
		expect([...origins]).toEqual(['http://localhost:3000']);
	}
});

test('mails speak the language of the browser that asked for them', async () => {
	const [german, english] = [newAddress(), newAddress()];
	const fields = { password: PASSWORD };
	await openBrowser().post(
		'/sign-up',
		{ ...fields, email: german },
		{ headers: { 'accept-language': 'de-CH,de;q=0.9,en;q=0.5' } }
	);
	await openBrowser().post('/sign-up', { ...fields, email: english });
	expect((await lastMailTo(german)).html).toContain('lang="de"');
	expect((await lastMailTo(english)).html).toContain('lang="en"');
});
