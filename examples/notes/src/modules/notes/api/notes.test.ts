import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { db } from '@/server/db/client';
import { openBrowser } from '$tests/app';
import { lastMailTo, mailsTo } from '$tests/mails';
import { signedInPerson } from '$tests/people';
import { notes } from '../models/z.note';
import { eraseNotes } from './erase-notes';
import { exportNotes } from './export-notes';
import { noteLimits } from './note-fields';
import { noteRate } from './note-rate';

const here = '/settings/notes';
const rowsOf = (userId: string) => db.select().from(notes).where(eq(notes.userId, userId));

test('what is kept stands on the page, newest first, and on nobody else’s', async () => {
	const { browser } = await signedInPerson();
	for (const text of ['The first\nof two lines', 'The second']) {
		const answer = await browser.post(`${here}?/create`, { text });
		expect([answer.status, answer.headers.get('location')]).toEqual([303, here]);
	}
	const page = await (await browser.get(here)).text();
	expect(page).toContain('The first\nof two lines');
	expect(page.indexOf('The second')).toBeLessThan(page.indexOf('The first'));
	expect(page).toMatch(/<a[^>]+href="\/settings\/notes"[^>]+aria-current="page"/);
	const other = await signedInPerson();
	expect(await (await other.browser.get(here)).text()).not.toContain('The second');
});

test('what says nothing or too much is refused, and comes back as it was typed', async () => {
	const { user, browser } = await signedInPerson();
	const long = 'x'.repeat(noteLimits.text + 1);
	for (const text of ['', ' \n', long]) {
		const answer = await browser.post(`${here}?/create`, { text });
		expect(answer.status).toBe(400);
		expect(await answer.text()).toContain('aria-invalid="true"');
	}
	expect(await (await browser.post(`${here}?/create`, { text: long })).text()).toContain(long);
	expect(await rowsOf(user.id)).toEqual([]);
});

test('one is deleted by its owner alone', async () => {
	const { user, browser } = await signedInPerson();
	await browser.post(`${here}?/create`, { text: 'Mine' });
	const [row] = await rowsOf(user.id);
	const id = row?.id ?? '';
	const other = await signedInPerson();
	expect((await other.browser.post(`${here}?/remove`, { id })).status).toBe(404);
	expect(await rowsOf(user.id)).toHaveLength(1);
	expect((await browser.post(`${here}?/remove`, { id })).status).toBe(303);
	expect(await rowsOf(user.id)).toEqual([]);
});

test('all of one’s own go at once, which the record tells and a mail says', async () => {
	const [one, other] = [await signedInPerson(), await signedInPerson()];
	for (const { browser } of [one, one, other]) await browser.post(`${here}?/create`, { text: 'x' });
	expect((await one.browser.post(`${here}?/removeAll`)).status).toBe(303);
	expect(await rowsOf(one.user.id)).toEqual([]);
	expect(await rowsOf(other.user.id)).toHaveLength(1);
	const { subject, text } = await lastMailTo(one.email);
	expect([subject, text]).toEqual([
		'All your notes were deleted',
		expect.stringContaining(one.email)
	]);
	expect(await (await one.browser.get('/settings/activity')).text()).toContain('All notes deleted');
	// Nothing was there any more.
	const before = (await mailsTo(one.email)).length;
	expect((await one.browser.post(`${here}?/removeAll`)).status).toBe(303);
	expect(await mailsTo(one.email)).toHaveLength(before);
});

test('there can be so many, and so many an hour', async () => {
	const { user, browser } = await signedInPerson();
	const createdAt = new Date();
	const full = Array.from({ length: noteLimits.count }, (_, index) => ({
		userId: user.id,
		text: `${index}`,
		createdAt
	}));
	await db.insert(notes).values(full);
	expect((await browser.post(`${here}?/create`, { text: 'One more' })).status).toBe(400);
	expect(await rowsOf(user.id)).toHaveLength(noteLimits.count);
	await db.delete(notes);
	for (let tried = 1; tried < noteRate.points; tried += 1) {
		await browser.post(`${here}?/create`, { text: `${tried}` });
	}
	expect((await browser.post(`${here}?/create`, { text: 'Too many' })).status).toBe(429);
	expect(await rowsOf(user.id)).toHaveLength(noteRate.points - 1);
});

test('without a session there is nothing to see or to do', async () => {
	const stranger = openBrowser();
	expect((await stranger.get(here)).headers.get('location')).toContain('/sign-in');
	expect((await stranger.post(`${here}?/create`, { text: 'x' })).status).toBe(303);
	expect(await db.$count(notes, eq(notes.text, 'x'))).toBe(0);
});

test('the archive has them, and erasing an account leaves none', async () => {
	const { user, browser } = await signedInPerson();
	await browser.post(`${here}?/create`, { text: 'In the archive' });
	const files: unknown[] = [];
	for await (const { input } of exportNotes({ userId: user.id })) {
		files.push(...JSON.parse(String(input)));
	}
	expect(files).toEqual([expect.objectContaining({ text: 'In the archive' })]);
	await eraseNotes({ userId: user.id });
	expect(await rowsOf(user.id)).toEqual([]);
});
