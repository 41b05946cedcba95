import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { eq } from 'drizzle-orm';
import { describe, expect, test, vi } from 'vitest';
import { createProofChallenge, type ProofPurpose } from '$modules/limits/api/proof-challenge';
import { getMailQueue } from '$modules/mail/api/outbox/outbox-store';
import { createMailWorker } from '$modules/mail/api/worker/create-mail-worker';
import { outbox } from '$modules/mail/models/z.outbox';
import { db } from '@/server/db/client';
import { openBrowser } from '$tests/app';
import { createUser } from '$tests/factories';
import { newAddress } from '$tests/people';
import { mailPreparers } from '../entry/mail-preparers';

vi.hoisted(() => (process.env.PROOF_OF_WORK = 'on'));

const MINUTE = 60_000;

async function work(purpose: ProofPurpose, now = new Date()): Promise<string> {
	const challenge = await createProofChallenge(purpose, now);
	return JSON.stringify({ challenge, solution: await solveChallenge({ challenge, deriveKey }) });
}

const ranks = { 0: 'first', 1: 'later', 2: 'slow' } as Record<number, string>;
async function rankOf(email: string) {
	const [mail] = await db.select().from(outbox).where(eq(outbox.recipient, email));
	const minutes = (mail!.nextAttemptAt.getTime() - mail!.createdAt.getTime()) / MINUTE;
	return [ranks[mail!.rank], minutes];
}

async function signUpWith(proof: string, email = newAddress()) {
	const browser = openBrowser();
	const response = await browser.post('/sign-up', { email, method: 'passkey', proof });
	expect(response.headers.get('location')).toBe('/sign-up/verify');
	return { browser, rank: await rankOf(email) };
}

async function forgetWith(proof: string, email = newAddress()) {
	const response = await openBrowser().post('/forgot-password', { email, proof });
	return { location: response.headers.get('location'), rank: await rankOf(email) };
}

test('the pages hand a challenge out, and say what it is about with JavaScript and without', async () => {
	for (const path of ['/sign-up', '/forgot-password']) {
		const page = await (await openBrowser().get(path)).text();
		expect(page).toContain('Before this is sent, your browser works for a second or two.');
		// It is always on here, and nothing unusual.
		expect(page).not.toContain('Unusually many');
		expect(page).toMatch(/<noscript><p[^>]*>Without JavaScript it works too/);
		expect(page).toMatch(/<input type="hidden" name="proof" value=""/);
		expect(page).toContain('PBKDF2/SHA-256');
	}
});

describe('a mail', () => {
	test('goes the quick way with a proof, which is good once and for one purpose', async () => {
		const proof = await work('sign-up');
		expect((await signUpWith(proof)).rank).toEqual(['later', 0]);
		expect((await signUpWith(proof)).rank).toEqual(['slow', 5]);
		expect((await forgetWith(await work('sign-up'))).rank).toEqual(['slow', 5]);
		expect(await forgetWith(await work('password-reset'))).toEqual({
			location: '/forgot-password?sent',
			rank: ['first', 0]
		});
	});

	test('goes the slow way without a good one, and the page says so', async () => {
		const proof = await work('sign-up');
		const other = JSON.stringify({
			...(JSON.parse(await work('sign-up')) as object),
			solution: (JSON.parse(proof) as { solution: unknown }).solution
		});
		const expired = await work('sign-up', new Date(Date.now() - 61 * MINUTE));
		const easier = proof.replace('"cost":1000', '"cost":1');
		for (const bad of ['', 'x', '{}', 'null', '[]', other, expired, easier, 'x'.repeat(5_000)]) {
			const { browser, rank } = await signUpWith(bad);
			expect(rank, bad.slice(0, 40)).toEqual(['slow', 5]);
			expect(await (await browser.get('/sign-up/verify')).text()).toContain('Mails go out slowly');
		}
		const { location } = await forgetWith('');
		expect(location).toBe('/forgot-password?sent&slow');
		expect(await (await openBrowser().get(location!)).text()).toContain('Mails go out slowly');
	});

	test('goes the same way whether the address has an account', async () => {
		const { email } = await createUser({ email: newAddress() });
		for (const proof of ['', await work('password-reset')]) {
			const known = await forgetWith(proof && (await work('password-reset')), email);
			expect(known).toEqual(await forgetWith(proof));
			await db.delete(outbox);
		}
	});

	test('that is asked for once more goes the slow way', async () => {
		const { browser } = await signUpWith(await work('sign-up'));
		await db.delete(outbox);
		await browser.post('/sign-up/verify?/resend');
		const [mail] = await db.select().from(outbox);
		expect(ranks[mail!.rank]).toBe('slow');
		const { length, slow, oldest } = await getMailQueue();
		expect({ length, slow, oldest }, 'waits on purpose').toEqual({
			length: 1,
			slow: 1,
			oldest: null
		});
	});
});

test('a form that is refused gives its proof back', async () => {
	const proof = await work('sign-up');
	const browser = openBrowser();
	const fields = { email: newAddress(), password: 'too short', proof };
	const response = await browser.post('/sign-up', fields);
	expect(response.status).toBe(400);
	expect(await response.text()).not.toContain('derivedKey');
	expect((await signUpWith(proof)).rank).toEqual(['later', 0]);
});

test('of the slow ones ten go out in five minutes, behind all others', async () => {
	await db.delete(outbox);
	for (let n = 0; n < 13; n++) await signUpWith('');
	const sent: string[] = [];
	let offset = 4 * MINUTE;
	const worker = createMailWorker({
		prepare: mailPreparers([]),
		deliver: async ({ to }) => void sent.push(to),
		now: () => new Date(Date.now() + offset)
	});
	const quick = newAddress();
	await forgetWith(await work('password-reset'), (await createUser({ email: quick })).email);
	worker.wake();
	await vi.waitFor(() => expect(sent).toEqual([quick]), { timeout: 4_000 });
	offset = 11 * MINUTE;
	worker.wake();
	await vi.waitFor(() => expect(sent).toHaveLength(11), { timeout: 4_000 });
	expect(await db.$count(outbox)).toBeGreaterThanOrEqual(3);
	offset = 17 * MINUTE;
	worker.wake();
	await vi.waitFor(() => expect(sent).toHaveLength(14), { timeout: 4_000 });
	await worker.stop();
});
