import { eq } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { verifyRecord } from '$modules/activity/api/chain/verify-record';
import { deleteOldEvents } from '$modules/activity/api/delete-old-events';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { createInvitation } from '$modules/auth/api/invitations/create-invitation';
import { invitations } from '$modules/auth/models/z.invitation';
import { addAdmin } from '$tests/admins';
import { openBrowser } from '$tests/app';
import { createUser } from '$tests/factories';
import { invite } from '$tests/invitations';
import { mailsTo } from '$tests/mails';
import { newAddress, openSession } from '$tests/people';
import { chain, emptyRecord, MINUTE } from '$tests/record';

// Read at the first request.
vi.hoisted(() => (process.env.SIGN_UP = 'invite'));

const page = '/admin/invitations';
const rowOf = (email: string) =>
	db.select().from(invitations).where(eq(invitations.email, email)).get();
const to = (response: Response) => [response.status, response.headers.get('location')];

test('an admin invites, sends again and takes back, and each is said', async () => {
	const { user, email: admin, browser } = await addAdmin();
	const email = newAddress();
	const fields = { email: ` ${email.toUpperCase()} ` };
	expect(to(await browser.post(`${page}?/invite`, fields))).toEqual([303, page]);
	const row = await rowOf(email);
	expect(row).toMatchObject({ invitedBy: user.id, mailedAt: null });
	let html = await (await browser.get(page)).text();
	expect(html).toContain('The invitation is on its way.');
	expect(html).toContain('The mail has not gone out yet');
	expect(html).toContain(`by ${admin}`);

	const { id } = row!;
	expect(to(await browser.post(`${page}?/resend`, { id }))).toEqual([303, page]);
	expect(await mailsTo(email)).toHaveLength(2);
	html = await (await browser.get(page)).text();
	expect(html).toContain('Good until ');
	expect(to(await browser.post(`${page}?/revoke`, { id }))).toEqual([303, page]);
	html = await (await browser.get(page)).text();
	expect(html).toContain('Taken back ');
	expect(html).not.toContain('>Take back<');
	expect((await rowOf(email))?.revokedAt).toBeInstanceOf(Date);
});

test('each act stands in the record, chained, with who did it and without the address', async () => {
	await emptyRecord();
	const { user, email: admin, browser } = await addAdmin();
	const email = newAddress();
	await browser.post(`${page}?/invite`, { email });
	const { id } = (await rowOf(email))!;
	await browser.post(`${page}?/resend`, { id });
	await browser.post(`${page}?/revoke`, { id });
	// A second time nothing is done.
	await browser.post(`${page}?/revoke`, { id });
	const entries = await db
		.select()
		.from(securityEvents)
		.where(eq(securityEvents.actor, user.id))
		.orderBy(securityEvents.seq);
	const nobodys = { userId: null, kind: 'account', reason: null, ipAddress: '', userAgent: '' };
	expect(entries).toMatchObject([
		{ ...nobodys, type: 'invitation-sent' },
		{ ...nobodys, type: 'invitation-sent-again' },
		{ ...nobodys, type: 'invitation-revoked' }
	]);
	expect(JSON.stringify(entries)).not.toContain(email);
	await chain();
	expect(await verifyRecord()).toMatchObject({ is: 'whole' });

	const html = await (await browser.get(`/admin/record?kind=account&admin=${user.id}`)).text();
	for (const words of ['Invitation sent<', 'Invitation sent once more', 'Invitation taken back']) {
		expect(html).toContain(words);
	}
	expect(html).toContain(`Done by: ${admin}`);
	expect(html).not.toContain(email);
	// Past their time they go as all others do.
	await deleteOldEvents(new Date(Date.now() + 400 * 24 * 60 * MINUTE));
	await chain(401 * 24 * 60);
	expect(await verifyRecord()).toMatchObject({ is: 'whole' });
	expect(await db.$count(securityEvents, eq(securityEvents.actor, user.id))).toBe(0);
});

test('an address that has an account, or is invited, is said so at its field, and mailed nothing', async () => {
	const { browser } = await addAdmin();
	const { email: known } = await createUser({ email: newAddress() });
	const { email: invited } = await invite();
	const expected = { [known]: 'has an account already', [invited]: 'is invited already' };
	for (const [email, words] of Object.entries({ ...expected, 'no address': 'address' })) {
		const mails = (await mailsTo(email)).length;
		const response = await browser.post(`${page}?/invite`, { email });
		const html = await response.text();
		expect([response.status, html.includes(words)]).toEqual([400, true]);
		expect(html).toContain('aria-invalid="true"');
		expect(await mailsTo(email)).toHaveLength(mails);
	}
});

test('a row that is not there, was used or taken back is 404 on its page, and nothing is changed', async () => {
	const { browser } = await addAdmin();
	const { id, email } = await invite();
	await db.update(invitations).set({ usedAt: new Date() }).where(eq(invitations.id, id));
	const before = await rowOf(email);
	for (const act of ['resend', 'revoke']) {
		for (const row of [id, 'nothing', '']) {
			const answer = await browser.post(`${page}?/${act}`, { id: row });
			expect(answer.status).toBe(404);
			expect(await answer.text()).toMatch(/<h1[^>]*>Invitations<.*That is gone already/s);
		}
	}
	expect(await rowOf(email)).toEqual(before);
});

test('nobody else invites, sends again or takes back', async () => {
	const { id, email } = await invite();
	const before = await rowOf(email);
	const person = openBrowser();
	await openSession((await createUser()).id, person);
	const unconfirmed = await addAdmin({ amr: 'pwd' });
	const answers = [];
	for (const browser of [openBrowser(), person, unconfirmed.browser]) {
		const stranger = newAddress();
		const posts = { invite: { email: stranger }, resend: { id }, revoke: { id } };
		for (const [act, fields] of Object.entries(posts)) {
			answers.push((await browser.post(`${page}?/${act}`, fields)).status);
		}
		expect(await rowOf(stranger)).toBeUndefined();
	}
	expect(answers).toEqual([303, 303, 303, 404, 404, 404, 303, 303, 303]);
	expect(await rowOf(email)).toEqual(before);
	expect(await mailsTo(email)).toHaveLength(1);
});

test('a long list has pages both ways, by links alone', async () => {
	const { browser } = await addAdmin();
	const emails: string[] = [];
	for (let index = 0; index < 30; index += 1) {
		const email = newAddress();
		await createInvitation({ email, by: 'operator', locale: 'en' });
		emails.unshift(email);
	}
	const linkIn = (html: string, side: string) =>
		new RegExp(`href="([^"]*[?&]${side}=[^"]+)"`).exec(html)?.[1];
	const first = await (await browser.get(page)).text();
	expect(first).toContain('by the command line');
	expect([first.includes(emails[24]!), first.includes(emails[25]!)]).toEqual([true, false]);
	expect(linkIn(first, 'newer')).toBeUndefined();
	const second = await (await browser.get(linkIn(first, 'older')!)).text();
	expect([second.includes(emails[24]!), second.includes(emails[25]!)]).toEqual([false, true]);
	const back = await (await browser.get(linkIn(second, 'newer')!)).text();
	expect([back.includes(emails[0]!), back.includes(emails[25]!)]).toEqual([true, false]);
	for (const odd of ['?older=', '?newer=x', '?older=1_%00']) {
		expect((await browser.get(page + odd)).status).toBe(200);
	}
});
