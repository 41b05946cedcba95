import { Gauge, type Registry } from 'prom-client';
import { waitingForDatabase } from '@/server/db/write-wait';
import { workQueues } from '@/server/work-queue';
import type { MailQueue } from '$modules/mail/api/outbox/outbox-store';

/**
 * Adds what waits and what is under way, as it is when the figures are asked for.
 * @returns takes what was just found of the mail queue; `null`, where that is not known, is shown as
 * no figure at all.
 */
export function showLoad(registers: Registry[]) {
	for (const [part, help] of [
		['waiting', 'Heavy work that waits for its turn.'],
		['running', 'Heavy work under way.']
	] as const) {
		new Gauge({
			name: `porchlight_queue_${part}`,
			help,
			labelNames: ['queue'],
			registers,
			collect() {
				for (const [queue, load] of workQueues) this.set({ queue }, load()[part]);
			}
		});
	}
	new Gauge({
		name: 'porchlight_database_waiting',
		help: 'Database work that is not answered yet.',
		registers,
		collect() {
			this.set(waitingForDatabase());
		}
	});
	const mailQueue = new Gauge({
		name: 'porchlight_mail_queue_length',
		help: 'Mails that were not taken by the mail server yet.',
		registers
	});
	const slowMails = new Gauge({
		name: 'porchlight_mail_queue_slow',
		help: 'How many of them go slowly on purpose, asked for without a proof of work.',
		registers
	});
	const oldestMail = new Gauge({
		name: 'porchlight_mail_queue_oldest_seconds',
		help: 'Age of the oldest of them that is not slowed on purpose; 0 where there is none.',
		registers
	});

	return function setMailQueue(queue: MailQueue | null): void {
		mailQueue.remove();
		slowMails.remove();
		oldestMail.remove();
		if (!queue) return;
		mailQueue.set(queue.length);
		slowMails.set(queue.slow);
		oldestMail.set(queue.oldest ? Math.max(0, Date.now() - queue.oldest.getTime()) / 1000 : 0);
	};
}
