import { createTransport } from './create-transport';
import type { DeliverMail } from '../transport/outgoing-mail';
import { createMailWorker } from './create-mail-worker';
import type { MailPreparers } from './prepare-mail';
import { onNewMail } from '../outbox/wake';

let running: ReturnType<typeof createMailWorker> | null = null;

interface MailWorkerOptions {
	prepare: MailPreparers;
	deliver?: DeliverMail;
	now?: () => Date;
}

/** Starts this process's sender; one that runs already is replaced. */
export function startMailWorker({
	prepare,
	deliver = createTransport(),
	now = () => new Date()
}: MailWorkerOptions): void {
	void stopMailWorker();
	running = createMailWorker({ prepare, deliver, now });
	onNewMail(running.wake);
}

/** Stops it; mails on their way get five seconds. */
export async function stopMailWorker(): Promise<void> {
	const worker = running;
	running = null;
	onNewMail(null);
	await worker?.stop();
}
