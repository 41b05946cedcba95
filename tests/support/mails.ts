import { setTimeout as sleep } from 'node:timers/promises';
import { lte } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { mailPreparers } from '$modules/auth/api/entry/mail-preparers';
import type { OutgoingMail } from '$modules/mail/api/transport/outgoing-mail';
import { createMailWorker } from '$modules/mail/api/worker/create-mail-worker';
import { outbox } from '$modules/mail/models/z.outbox';
import { features } from '../../src/features';

const sent: OutgoingMail[] = [];

/** Sends what is due with the application's own preparers, without its delay. */
export async function deliverMails(): Promise<void> {
	const worker = createMailWorker({
		prepare: mailPreparers(features),
		deliver: async (mail) => void sent.push(mail),
		now: () => new Date()
	});
	// Those on their way count too; those put back after a failure are due later.
	while ((await db.$count(outbox, lte(outbox.nextAttemptAt, new Date()))) > 0) {
		worker.wake();
		await sleep(2);
	}
	await worker.stop();
}

/** Every mail to an address so far, the oldest first. */
export async function mailsTo(address: string): Promise<OutgoingMail[]> {
	await deliverMails();
	return sent.filter(({ to }) => to === address);
}

/** The newest mail to an address. */
export async function lastMailTo(address: string): Promise<OutgoingMail> {
	const mail = (await mailsTo(address)).at(-1);
	if (!mail) throw new Error(`No mail went to ${address}.`);
	return mail;
}

/** The newest mail to an address whose subject has these words. */
export async function mailAbout(address: string, subject: string): Promise<OutgoingMail> {
	const mail = (await mailsTo(address)).findLast((mail) => mail.subject.includes(subject));
	if (!mail) throw new Error(`No mail about "${subject}" went to ${address}.`);
	return mail;
}

function find(mail: OutgoingMail, pattern: RegExp): string {
	const found = pattern.exec(mail.text)?.[1];
	if (!found) throw new Error(`The mail has nothing like ${pattern}:\n${mail.text}`);
	return found;
}

/** The code of a sign-up mail, with its dash; an address may have a UUID in it, which can look like one. */
export const codeIn = (mail: OutgoingMail) =>
	find(mail, /(?<![\w-])([A-Z2-9]{4}-[A-Z2-9]{4})(?![\w-])/);

/** The token of the link in a mail. */
export const tokenIn = (mail: OutgoingMail) => find(mail, /[?&]token=([\w-]+)/);
