import { describe, expect, it, vi } from 'vitest';
import { openBrowser, type Browser } from '$tests/app';
import { lastMailTo, mailAbout, tokenIn } from '$tests/mails';
import { beginSignUpWithMail, newAddress, OTHER_PASSWORD, signedInPerson } from '$tests/people';
import { lostPerson } from '$modules/auth/api/delayed-recovery/delayed-recovery.fixture';
import { m } from '@/paraglide/messages';

// Read at the first request.
vi.hoisted(() => (process.env.RECOVERY_DELAY_HOURS = '24'));

/** A good link of each page, with the browser that can open it and its heading. */
const links: Record<string, () => Promise<{ browser: Browser; token: string; heading: string }>> = {
	'/sign-up/verify': async () => {
		const { browser, mail } = await beginSignUpWithMail();
		return { browser, token: tokenIn(mail), heading: m.sign_up_link_title() };
	},
	'/reset-password': async () => {
		const { email } = await signedInPerson();
		await openBrowser().post('/forgot-password', { email });
		const token = tokenIn(await lastMailTo(email));
		return { browser: openBrowser(), token, heading: m.reset_password_title() };
	},
	'/change-email': async () => {
		const { browser } = await signedInPerson();
		const email = newAddress();
		await browser.post('/settings/account?/changeEmail', { email });
		const token = tokenIn(await mailAbout(email, 'Confirm your new'));
		return { browser, token, heading: m.change_email_title() };
	},
	'/undo': async () => {
		const { browser, email } = await signedInPerson();
		const next = newAddress();
		await browser.post('/settings/account?/changeEmail', { email: next });
		const token = tokenIn(await mailAbout(next, 'Confirm your new'));
		await browser.post(`/change-email?token=${token}`, { token });
		const undo = tokenIn(await mailAbout(email, 'address was changed'));
		return { browser: openBrowser(), token: undo, heading: m.undo_title() };
	},
	'/recover/stop': async () => {
		const { browser, email } = await lostPerson();
		await browser.post('/recover');
		const token = tokenIn(await mailAbout(email, 'Somebody asks'));
		return { browser: openBrowser(), token, heading: m.recover_stop_title() };
	},
	'/not-me': async () => {
		const { browser, email } = await signedInPerson();
		const fields = { currentPassword: 'lantern river quilt 58', newPassword: OTHER_PASSWORD };
		await browser.post('/settings/security?/changePassword', fields);
		const token = tokenIn(await mailAbout(email, 'password was changed'));
		return { browser: openBrowser(), token, heading: m.not_me_title() };
	}
};

const touched: ((token: string) => string)[] = [
	(token) => `?token=${token}`,
	(token) => `?token=${token}.`,
	(token) => `?token=${token})`,
	(token) => `?token=${token}%3E`,
	(token) => `?token=${token}%20`,
	(token) => `?token=${token}%22`,
	(token) => `?token=3D${token}`,
	(token) => `?amp;token=${token}`,
	(token) => `?x=1&amp;token=${token}`
];
const unknown = 'x'.repeat(43);
const headingOf = (html: string) => /<h1[^>]*>([^<]*)<\/h1>/.exec(html)?.[1];

describe.each(Object.entries(links))('%s', (path, createLink) => {
	it('opens a link that a mail program touched, and its form has the bare token', async () => {
		const { browser, token, heading } = await createLink();
		for (const touch of touched) {
			const page = await browser.get(path + touch(token));
			const html = await page.text();
			expect([touch(''), page.status, headingOf(html)]).toEqual([touch(''), 200, heading]);
			expect(html).toContain(`name="token" value="${token}"`);
		}
	});

	it('says of one that was cut that a part is missing, not that it was used', async () => {
		const { browser, token } = await createLink();
		for (const part of [token.slice(0, -1), `${token.slice(0, 30)}.`, token.slice(5), '', '%3E']) {
			const page = await browser.get(`${path}?token=${part}`);
			const html = await page.text();
			expect([part, page.status, headingOf(html)]).toEqual([part, 400, m.link_incomplete_title()]);
			expect(html).toContain(m.link_incomplete());
			expect(html).not.toMatch(/used already|too old/);
		}
	});

	it('answers 400 where the link is whole and good for nothing', async () => {
		const { browser } = await createLink();
		const page = await browser.get(`${path}?token=${unknown}`);
		expect(page.status).toBe(400);
		expect(page.headers.get('cache-control')).toBe('no-store');
		const html = await page.text();
		expect(headingOf(html)).toBe(m.link_invalid_title());
		expect(html).toContain('used already');
	});

	it('gives data to a page that asks for it, whatever the link is worth', async () => {
		const { browser } = await createLink();
		const { status } = await browser.get(`${path}/__data.json?token=${unknown}`);
		expect(status).toBe(200);
	});
});

it('a sign-up that waits for its code is not a link that is unusable', async () => {
	const { browser } = await beginSignUpWithMail();
	expect((await browser.get('/sign-up/verify')).status).toBe(200);
	expect((await openBrowser().get('/sign-up/verify')).status).toBe(200);
});
