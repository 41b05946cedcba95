import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { db } from '@/server/db/client';
import { openBrowser } from '$tests/app';
import { createUser } from '$tests/factories';
import { lastMailTo, mailsTo } from '$tests/mails';
import { beginSignUp, newAddress, PASSWORD } from '$tests/people';
import { formOwner } from '../kept-form/returned-form';

const tables = [
	'users',
	'passwords',
	'profiles',
	'sessions',
	'sign_ups',
	'tokens',
	'outbox',
	'rate_limits',
	'security_events'
];

async function countRows(): Promise<number[]> {
	const counts = tables.map((table) =>
		db.get<{ n: number }>(sql.raw(`select count(*) n from ${table}`))
	);
	return (await Promise.all(counts)).map(({ n }) => n);
}

/** What a request adds to each table. */
async function rowsWrittenBy(work: () => Promise<unknown>): Promise<number[]> {
	const before = await countRows();
	await work();
	return (await countRows()).map((count, i) => count - before[i]!);
}

/** Everything of an answer that must not tell, with what is random taken out. */
async function visible(response: Response, email: string) {
	const headers = [...response.headers].map(([name, value]) => [
		name,
		value.replace(/signup=[\w-]+/, 'signup=…').replace(/nonce-[^']+/, 'nonce-…')
	]);
	const body = (await response.text())
		.replaceAll(email, '…')
		.replaceAll(formOwner(email), '…')
		.replaceAll(/nonce="[^"]+"/g, '');
	return { status: response.status, headers, body };
}

test('sign-up answers a known and an unknown address alike and writes the same rows', async () => {
	const known = (await createUser({ email: newAddress(), password: PASSWORD })).email;
	const unknown = newAddress();
	const answers: Response[] = [];
	const rows = [];
	// Of the network that both come from, the first of anybody writes a row.
	await beginSignUp();
	for (const email of [known, unknown]) {
		rows.push(
			await rowsWrittenBy(async () => answers.push((await beginSignUp({ email })).response))
		);
	}
	expect(rows[0]).toEqual(rows[1]);
	expect(await visible(answers[0]!, known)).toEqual(await visible(answers[1]!, unknown));
	expect(answers[0]!.headers.get('location')).toBe('/sign-up/verify');
});

test('so does a sign-up without a password, also for an account that was left without a way in', async () => {
	const known = (await createUser({ email: newAddress(), password: PASSWORD })).email;
	const left = (await createUser({ email: newAddress() })).email;
	const seen = [];
	for (const email of [known, left, newAddress()]) {
		const browser = openBrowser();
		const answers: Response[] = [];
		const rows = await rowsWrittenBy(async () =>
			answers.push(await browser.post('/sign-up', { email, method: 'passkey' }))
		);
		const page = await visible(await browser.get('/sign-up/verify'), email);
		seen.push({ rows, answer: await visible(answers[0]!, email), page: page.body });
	}
	expect(seen[1]).toEqual(seen[0]);
	expect(seen[2]).toEqual(seen[0]);
});

test('the page after sign-up looks alike for a known and an unknown address', async () => {
	const known = (await createUser({ email: newAddress(), password: PASSWORD })).email;
	const pages = [];
	for (const email of [known, newAddress()]) {
		const { browser } = await beginSignUp({ email });
		const page = await visible(await browser.get('/sign-up/verify'), email);
		const wrong = await visible(
			await browser.post('/sign-up/verify', { code: 'AAAA-AAAA' }),
			email
		);
		const more = await visible(await browser.post('/sign-up/verify?/resend'), email);
		pages.push([page, wrong, more].map(({ status, body }) => ({ status, body })));
	}
	expect(pages[0]).toEqual(pages[1]);
});

test('the owner of a known address gets a word, without code or link to an account', async () => {
	const user = await createUser({ email: newAddress(), password: PASSWORD });
	await beginSignUp({ email: user.email });
	const mail = await lastMailTo(user.email);
	const words = mail.text.replaceAll(user.email, '');
	expect(words).not.toMatch(/token=|[A-Z2-9]{4}-[A-Z2-9]{4}/);
	expect(mail.text).toContain('http://localhost:3000/sign-in');
});

test('forgot-password answers a known and an unknown address alike and writes the same rows', async () => {
	const known = (await createUser({ email: newAddress(), password: PASSWORD })).email;
	const unknown = newAddress();
	const answers: Response[] = [];
	const rows = [];
	for (const email of [known, unknown]) {
		rows.push(
			await rowsWrittenBy(async () =>
				answers.push(await openBrowser().post('/forgot-password', { email }))
			)
		);
	}
	expect(rows[0]).toEqual(rows[1]);
	expect(await visible(answers[0]!, known)).toEqual(await visible(answers[1]!, unknown));
	expect(await mailsTo(unknown)).toEqual([]);
	expect(await mailsTo(known)).toHaveLength(1);
});

test('addresses that differ in case alone are one address', async () => {
	const email = newAddress();
	await createUser({ email, password: PASSWORD });
	await beginSignUp({ email: ` ${email.toUpperCase()} ` });
	expect((await lastMailTo(email)).text).not.toContain('token=');
});
