import { afterEach, expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { siteName } from '@/site';
import { openBrowser } from '$tests/app';
import { mailsTo, tokenIn } from '$tests/mails';
import { signedInPerson } from '$tests/people';
import { connectIdentity } from '../connections/connect-identity';
import { deleteConnection } from '../connections/delete-connection';
import { hashToken } from '@/server/secrets';
import { createOwnerMail } from './owner-mail';

const HOUR = 60 * 60 * 1000;
const client = { address: '192.0.2.1', userAgent: 'Test/1.0' };
const summary = `More is going on in your ${siteName} account`;

afterEach(() => void vi.useRealTimers());

/** Connects a provider and disconnects it, so many times: two mails each. */
async function flood({ user, token }: Awaited<ReturnType<typeof signedInPerson>>, times: number) {
	const owner = { userId: user.id, sessionId: hashToken(token) };
	for (let i = 0; i < times; i++) {
		const identity = { provider: 'one', issuer: 'one', subject: crypto.randomUUID(), email: null };
		const connection = { userId: user.id, identity, client, now: new Date() };
		expect(await db.transaction((tx) => connectIdentity(connection, tx))).toMatchObject({
			ok: true
		});
		expect(await deleteConnection({ owner, provider: 'one', client })).toEqual({ ok: true });
	}
}

test('60 changes send 20 mails, one that says there are more, and none until the hour is over', async () => {
	vi.useFakeTimers({ toFake: ['Date'] });
	const person = await signedInPerson();
	await flood(person, 30);
	const mails = await mailsTo(person.email);
	expect(mails).toHaveLength(21);
	expect(mails.filter(({ subject }) => subject === summary)).toHaveLength(1);

	vi.setSystemTime(Date.now() + HOUR + 1_000);
	await flood(person, 1);
	expect(await mailsTo(person.email)).toHaveLength(23);
});

test('the last one has the way to the record and takes the account back, after which mails go out again', async () => {
	const person = await signedInPerson();
	await flood(person, 11);
	const last = (await mailsTo(person.email)).find(({ subject }) => subject === summary)!;
	expect(last.text).toContain('http://localhost:3000/settings/activity');
	const token = tokenIn(last);
	const answer = await openBrowser().post(`/not-me?token=${token}`, { token });
	expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in']);

	const { id: userId } = person.user;
	await createOwnerMail({ template: 'password-changed', userId, now: new Date() }, db);
	const subjects = (await mailsTo(person.email)).map(({ subject }) => subject).slice(21);
	expect(subjects.some((subject) => subject.includes('yours again'))).toBe(true);
	expect(subjects.some((subject) => subject.includes('password was changed'))).toBe(true);
});

test('forty at once, in no transaction of anybody, are no more and no fewer', async () => {
	const person = await signedInPerson();
	const mail = { template: 'password-changed', userId: person.user.id, now: new Date() } as const;
	await Promise.all(Array.from({ length: 40 }, () => createOwnerMail(mail, db)));
	const subjects = (await mailsTo(person.email)).map(({ subject }) => subject);
	expect(subjects).toHaveLength(21);
	expect(subjects.filter((subject) => subject === summary)).toHaveLength(1);
});

test('one that closes the account is sent whatever went before', async () => {
	const person = await signedInPerson();
	await flood(person, 15);
	expect((await person.browser.post('/settings/account?/delete')).status).toBe(303);
	const mails = await mailsTo(person.email);
	expect(mails).toHaveLength(22);
	const subjects = mails.map(({ subject }) => subject);
	expect(subjects).toContain(`Your ${siteName} account is closed`);
});

test('changes of one account do not use up the mails of another', async () => {
	const [one, other] = [await signedInPerson(), await signedInPerson()];
	await flood(one, 15);
	await flood(other, 1);
	expect(await mailsTo(other.email)).toHaveLength(2);
});
