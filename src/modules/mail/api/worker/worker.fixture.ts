import { eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { mailTemplates, outbox, type OutboxMail } from '../../models/z.outbox';
import { createMail, type MailTemplate } from '../outbox/create-mail';
import type { DeliverMail, MailContent } from '../transport/outgoing-mail';
import { createMailWorker } from './create-mail-worker';
import type { OurPreparers, PrepareMail } from './prepare-mail';

/** What a test's mail says when it does not matter. */
export const content: MailContent = {
	subject: 'Grüße aus Köln',
	heading: 'Your code',
	paragraphs: ['Enter it where you signed up.', 'It works for an hour.'],
	code: { label: 'Code', value: 'K7QX-9MTR' },
	action: { label: 'Open the page', url: 'http://localhost:3000/sign-up/verify?token=s3cret' },
	note: 'Not you? Then do nothing.'
};

/** The same preparation for every template. */
export const prepareAll = (prepare: PrepareMail<MailTemplate>) =>
	Object.fromEntries(mailTemplates.map((template) => [template, prepare])) as OurPreparers;

/** Workers on this file's database that share a clock which a test can put forward. */
export function workerBench() {
	let offset = 0;
	const workers: ReturnType<typeof createMailWorker>[] = [];
	const now = () => new Date(Date.now() + offset);
	return {
		now,
		start(deliver: DeliverMail, prepare: PrepareMail<MailTemplate> = async () => content) {
			workers.push(createMailWorker({ prepare: prepareAll(prepare), deliver, now }));
		},
		/** Puts the clock forward and lets the workers look. */
		pass(ms: number) {
			offset += ms;
			for (const worker of workers) worker.wake();
		},
		/** @param row what stands in the row, where that is not what the operation wrote. */
		async ask(recipient: string, row?: Partial<OutboxMail>) {
			const template = 'sign-up';
			await createMail({ template, recipient, locale: 'en', signUpId: 'a', now: now() });
			if (row) await db.update(outbox).set(row).where(eq(outbox.recipient, recipient));
		},
		rows: () => db.select().from(outbox),
		async end() {
			await Promise.all(workers.splice(0).map((worker) => worker.stop()));
			await db.delete(outbox);
			offset = 0;
		}
	};
}
