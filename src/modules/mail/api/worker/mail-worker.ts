import { env } from '@/server/env';
import { mailbox } from '../mailbox/mailbox';
import { onNewMail } from '../outbox/create-mail';
import { createSmtpTransport } from '../transport/create-smtp-transport';
import type { DeliverMail } from '../transport/outgoing-mail';
import { createMailWorker } from './create-mail-worker';
import type { MailPreparers } from './prepare-mail';

let running: ReturnType<typeof createMailWorker> | null = null;

interface MailWorkerOptions {
	prepare: MailPreparers;
	deliver?: DeliverMail;
}

/** Starts this process's sender; one that runs already is replaced. */
export function startMailWorker({ prepare, deliver = createTransport() }: MailWorkerOptions): void {
	void stopMailWorker();
	running = createMailWorker({ prepare, deliver, now: () => new Date() });
	onNewMail(running);
}

/** Stops it; mails on their way get five seconds. */
export async function stopMailWorker(): Promise<void> {
	const worker = running;
	running = null;
	onNewMail(null);
	await worker?.stop();
}

/** The way out for mail: `SMTP_URL`, or the built-in mailbox on localhost. */
export function createTransport(settings = env()): DeliverMail {
	if (settings.SMTP_URL) return createSmtpTransport(settings.SMTP_URL);
	if (settings.mailboxEnabled) return async (mail) => mailbox.keep(mail);
	throw new Error('No SMTP_URL is set.');
}
