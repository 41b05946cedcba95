import { eq } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import type { Feature } from '@/feature/feature';
import { db } from '@/server/db/client';
import { mailName } from '$modules/mail/api/outbox/mail-name';
import { listSentMails } from '$modules/mail/api/outbox/sent-mails';
import type { OutgoingMail } from '$modules/mail/api/transport/outgoing-mail';
import { createMailWorker } from '$modules/mail/api/worker/create-mail-worker';
import { outbox } from '$modules/mail/models/z.outbox';
import { createUser } from '$tests/factories';
import { setMailBlocked } from '../user/mail-block';
import { createOwnerMail } from '../mails/owner-mail';
import { mailPreparers } from './mail-preparers';

const template = 'notes/shared';
const notes: Feature = {
	name: 'notes',
	mails: [
		{
			template,
			name: () => 'Somebody shared a note',
			prepare: async ({ about, locale }) =>
				about === 'gone'
					? null
					: { subject: `${about} (${locale})`, heading: 'Shared', paragraphs: ['Read it.'] }
		}
	]
};

afterEach(async () => void (await db.delete(outbox)));

/** Sends what is due. @returns what went out. */
async function deliver(features: Feature[]): Promise<OutgoingMail[]> {
	const sent: OutgoingMail[] = [];
	const worker = createMailWorker({
		prepare: mailPreparers(features),
		deliver: async (mail) => void sent.push(mail),
		now: () => new Date()
	});
	const waiting = () => db.$count(outbox, eq(outbox.attempts, 0));
	await expect.poll(waiting, { interval: 5 }).toBe(0);
	await worker.stop();
	return sent;
}

async function ask(about: string) {
	const user = await createUser();
	await createOwnerMail({ template, userId: user.id, about, now: new Date() }, db);
	return user;
}

test('a mail of a feature goes to the owner of the account, and that it went out is kept', async () => {
	const { id: userId, email } = await ask('a note');
	expect(await deliver([notes])).toMatchObject([{ to: email, subject: 'a note (en)' }]);
	expect(await listSentMails({ userId })).toMatchObject([{ template }]);
	expect(await db.$count(outbox)).toBe(0);
	expect(mailName(template, [notes])).toBe('Somebody shared a note');
});

test('it is not due where its feature says so, or its address gets no mail', async () => {
	await ask('gone');
	const { id: userId } = await ask('a note');
	await setMailBlocked({ userId, blockedAt: new Date() }, db);
	expect(await deliver([notes])).toEqual([]);
	expect(await db.$count(outbox)).toBe(0);
});

test('one that nobody here knows waits for a version that does, and goes by its template', async () => {
	await ask('a note');
	expect(await deliver([])).toEqual([]);
	expect(await db.select().from(outbox)).toMatchObject([
		{ template, attempts: 1, givenUpAt: null }
	]);
	expect(mailName(template, [])).toBe(template);
});
