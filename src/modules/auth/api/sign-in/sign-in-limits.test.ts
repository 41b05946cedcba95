import { like } from 'drizzle-orm';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { siteName } from '@/site';
import { takeLimits } from '$modules/limits/api/take-limits';
import { rateLimits } from '$modules/limits/models/z.rate-limit';
import { db } from '@/server/db/client';
import { addressGroup, addressNetwork } from '@/server/client-context';
import { openBrowser } from '$tests/app';
import { createUser } from '$tests/factories';
import { mailAbout, tokenIn } from '$tests/mails';
import { newAddress, OTHER_PASSWORD, PASSWORD, signIn } from '$tests/people';
import * as hashing from '../password/password-hash';
import { signInWithPassword } from './sign-in-with-password';

const MINUTE = 60 * 1000;
const someone = () => createUser({ email: newAddress(), password: PASSWORD });
const count = (responses: Response[], status: number) =>
	responses.filter((response) => response.status === status).length;

/** One after the other, each from a client address of its own unless one is given. */
async function guess(email: string, times: number, from?: string): Promise<Response[]> {
	const responses = [];
	for (let i = 0; i < times; i++) {
		responses.push(await signIn(openBrowser({ from }), email, 'not the password'));
	}
	return responses;
}

afterEach(() => void vi.useRealTimers());

describe('one account', () => {
	test('bears ten failures in 15 minutes from browsers that never signed in to it', async () => {
		const { email } = await someone();
		const responses = await guess(email, 11);
		expect(responses.map(({ status }) => status)).toEqual([...Array(10).fill(400), 429]);
		const retryAfter = Number(responses[10]!.headers.get('retry-after'));
		expect(retryAfter).toBeGreaterThan(14 * 60);
		expect(retryAfter).toBeLessThanOrEqual(15 * 60);
		// Not even the right password, and not by another spelling of the address.
		expect((await signIn(openBrowser(), email, PASSWORD)).status).toBe(429);
		expect((await signIn(openBrowser(), email.toUpperCase(), PASSWORD)).status).toBe(429);
	});

	test('that does not exist is limited just the same', async () => {
		const responses = await guess(newAddress(), 11);
		expect(responses.map(({ status }) => status)).toEqual([...Array(10).fill(400), 429]);
	});

	test('opens again after 15 minutes', async () => {
		vi.useFakeTimers({ toFake: ['Date'] });
		const { email } = await someone();
		await guess(email, 10);
		vi.setSystemTime(Date.now() + 14 * MINUTE);
		expect((await signIn(openBrowser(), email, PASSWORD)).status).toBe(429);
		vi.setSystemTime(Date.now() + MINUTE + 1_000);
		expect((await signIn(openBrowser(), email, PASSWORD)).status).toBe(303);
	});

	test('counts 200 guesses at once as 200: ten reach the hash', async () => {
		const { email } = await someone();
		const verify = vi.spyOn(hashing, 'verifyPassword');
		const guesses = Array.from({ length: 200 }, (_, i) =>
			signInWithPassword({
				email,
				password: 'not the password',
				known: null,
				client: { address: `192.0.2.${i}`, userAgent: '' }
			}).then(
				() => 'checked',
				(error: { status: number }) => error.status
			)
		);
		const results = await Promise.all(guesses);
		expect(results.filter((result) => result === 'checked')).toHaveLength(10);
		expect(results.filter((result) => result === 429)).toHaveLength(190);
		expect(verify).toHaveBeenCalledTimes(10);
	});

	test('gets a try back for each success', async () => {
		const { email } = await someone();
		await guess(email, 9);
		for (let i = 0; i < 12; i++) {
			expect((await signIn(openBrowser(), email, PASSWORD)).status).toBe(303);
		}
		expect(count(await guess(email, 2), 400)).toBe(1);
	});
});

describe('a browser that has signed in to the account', () => {
	async function knownBrowser(email: string) {
		const browser = openBrowser();
		await signIn(browser, email, PASSWORD);
		await browser.post('/sign-out');
		return browser;
	}

	test('is not locked out by the guesses of strangers', async () => {
		const { email } = await someone();
		const own = await knownBrowser(email);
		await guess(email, 30);
		expect((await signIn(openBrowser(), email, PASSWORD)).status).toBe(429);
		expect((await signIn(own, email, PASSWORD)).status).toBe(303);
	});

	test('has ten tries of its own, and does not use up those of others', async () => {
		const { email } = await someone();
		const [first, second] = [await knownBrowser(email), await knownBrowser(email)];
		const statuses = [];
		for (let i = 0; i < 11; i++) statuses.push((await signIn(first, email, 'no')).status);
		expect(statuses).toEqual([...Array(10).fill(400), 429]);
		expect((await signIn(second, email, PASSWORD)).status).toBe(303);
		expect((await signIn(openBrowser(), email, PASSWORD)).status).toBe(303);
	});

	test('counts as such after a new password by mail, so that no stranger can keep its owner out', async () => {
		const { email } = await someone();
		await guess(email, 30);
		const browser = openBrowser();
		await browser.post('/forgot-password', { email });
		const token = tokenIn(await mailAbout(email, `Set a new ${siteName} password`));
		await browser.post('/reset-password', { token, password: OTHER_PASSWORD });
		await guess(email, 10);
		expect((await signIn(browser, email, OTHER_PASSWORD)).status).toBe(303);
		expect((await signIn(openBrowser(), email, OTHER_PASSWORD)).status).toBe(429);
	});

	test('is not known to other accounts', async () => {
		const [own, foreign] = [await someone(), await someone()];
		const browser = await knownBrowser(own.email);
		await guess(foreign.email, 10);
		expect((await signIn(browser, foreign.email, PASSWORD)).status).toBe(429);
	});

	test('is known to each of the accounts it has signed in to', async () => {
		const people = [await someone(), await someone(), await someone()];
		const browser = openBrowser();
		for (const { email } of people) {
			await signIn(browser, email, PASSWORD);
			await browser.post('/sign-out');
		}
		for (const { email } of people) {
			await guess(email, 10);
			expect((await signIn(browser, email, PASSWORD)).status).toBe(303);
			await browser.post('/sign-out');
		}
	});

	test('cannot be forged', async () => {
		const [user, other] = [await someone(), await someone()];
		const foreign = (await knownBrowser(other.email)).jar.get('known')!;
		await guess(user.email, 10);
		const [browserId = '', , signature = ''] = foreign.split('.');
		const forgeries = [
			'',
			'.',
			'known',
			'%',
			'💡',
			'x'.repeat(4_000),
			foreign,
			`${browserId}.${user.id}.${signature}`,
			`${foreign}.${user.id}`,
			`${browserId}.${user.id}`,
			`${browserId}.${user.id}.`,
			foreign.replace(other.id, user.id)
		];
		for (const forged of forgeries) {
			const browser = openBrowser();
			browser.jar.set('known', forged);
			expect((await signIn(browser, user.email, PASSWORD)).status).toBe(429);
		}
	});
});

describe('one client address', () => {
	test('bears 100 failures in 15 minutes, whichever accounts', async () => {
		const from = '203.0.113.77';
		const guesses = Array.from({ length: 101 }, () =>
			signIn(openBrowser({ from }), newAddress(), PASSWORD)
		);
		const responses = await Promise.all(guesses);
		expect([count(responses, 400), count(responses, 429)]).toEqual([100, 1]);
		const { email } = await someone();
		expect((await signIn(openBrowser({ from }), email, PASSWORD)).status).toBe(429);
		expect((await signIn(openBrowser(), email, PASSWORD)).status).toBe(303);
	});

	test('is one of a network, which bears 1,000 and keeps nobody out who was here before', async () => {
		const { email } = await someone();
		const own = openBrowser({ from: '203.0.113.9' });
		await signIn(own, email, PASSWORD);
		await own.post('/sign-out');
		await takeLimits([['sign-in-network', addressNetwork('203.0.113.200')]]);
		await db
			.update(rateLimits)
			.set({ points: 1_000 })
			.where(like(rateLimits.key, 'sign-in-network:%'));
		const near = openBrowser({ from: '203.0.113.201' });
		expect((await signIn(near, email, PASSWORD)).status).toBe(429);
		expect((await signIn(own, email, PASSWORD)).status).toBe(303);
		const far = openBrowser({ from: '203.0.112.201' });
		expect((await signIn(far, email, PASSWORD)).status).toBe(303);
	});

	test('is a whole /64 under IPv6, and no more', async () => {
		const group = addressGroup('2001:db8:1:2:abcd::1');
		for (let i = 0; i < 99; i++) await takeLimits([['sign-in-client', group]]);
		const { email } = await someone();
		const last = await signIn(openBrowser({ from: '2001:db8:1:2::7' }), newAddress(), 'x');
		expect(last.status).toBe(400);
		const same = openBrowser({ from: '2001:0db8:0001:0002:ffff:ffff:ffff:ffff' });
		expect((await signIn(same, email, PASSWORD)).status).toBe(429);
		const next = openBrowser({ from: '2001:db8:1:3::1' });
		expect((await signIn(next, email, PASSWORD)).status).toBe(303);
	});
});
