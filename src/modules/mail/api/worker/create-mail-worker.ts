import { setTimeout as sleep } from 'node:timers/promises';
import { log } from '@/server/log';
import { claimMails } from '../outbox/claim-mails';
import type { OutboxMail } from '../../models/z.outbox';
import { createHandedMails } from './handed-mails';
import { sendMail, type MailWork } from './send-mail';

/** How often an idle worker looks, in milliseconds: for retries, and mail from other processes. */
const POLL_MS = 1_000;
/** Mails on their way at once. */
const PARALLEL = 5;
/** How long stopping waits for mails on their way, in milliseconds; the rest is sent again later. */
const STOP_MS = 5_000;

/**
 * Sends what the outbox holds, starting with what an earlier process left. Several may run at once,
 * here and in other processes. What it was handed it has already; of the rest it takes leases, by rank
 * and as the budget allows.
 */
export function createMailWorker(work: MailWork) {
	const sending = new Map<string, Promise<void>>();
	const handed = createHandedMails();
	let looking: Promise<void> | null = null;
	let lookAgain = false;
	/** The last look did not take all there was to take, as far as it knows. */
	let mayBeMore = false;
	let stopped = false;
	let timer: NodeJS.Timeout | undefined;

	async function look(): Promise<void> {
		const room = () => PARALLEL - sending.size;
		if (room() > 0) (await handed.take({ limit: room(), now: work.now() })).forEach(send);
		const claimed = room() > 0 ? await claimMails({ limit: room(), now: work.now() }) : [];
		claimed.forEach(send);
		mayBeMore = room() === 0 || claimed.length > 0;
	}

	function send(mail: OutboxMail): void {
		// Its lease counts for none where the clock was put back meanwhile.
		if (sending.has(mail.id)) return;
		const task = sendMail(mail, work)
			.catch((err: unknown) => log.error({ id: mail.id, err }, 'Mail left to its lease'))
			.finally(() => {
				sending.delete(mail.id);
				if (mayBeMore) wake();
			});
		sending.set(mail.id, task);
	}

	function wake(): void {
		clearTimeout(timer);
		if (looking) lookAgain = true;
		else if (!stopped) {
			looking = look()
				.catch((err: unknown) => log.error({ err }, 'The outbox could not be read'))
				.finally(() => {
					looking = null;
					if (!stopped) timer = setTimeout(wake, lookAgain ? 0 : POLL_MS).unref();
					lookAgain = false;
				});
		}
	}

	wake();
	return {
		/** Looks for mail now. */
		wake,
		/** Gets a mail that this process has asked for, and that is this worker's from the start. */
		hand: handed.hand,
		/** Takes no more mail; resolves when those on their way have gone, or after five seconds. */
		async stop(): Promise<void> {
			stopped = true;
			clearTimeout(timer);
			await looking;
			await handed
				.release()
				.catch((err: unknown) => log.warn({ err }, 'Mails left to their leases'));
			await Promise.race([
				Promise.all(sending.values()),
				sleep(STOP_MS, undefined, { ref: false })
			]);
		}
	};
}
