import { lifetimes } from '$modules/limits/api/lifetimes';
import { getLeasedMails, releaseMails, renewLease } from '../outbox/lease-mails';
import type { OutboxMail } from '../../models/z.outbox';
import { TRY_MS } from './send-mail';

/** Milliseconds after which no transaction is open any more that asked for a mail. */
const COMMIT_MS = 15_000;
/** More are left to their leases' ends: then they wait in the outbox, as others' do. */
const HANDED_MAX = 1_000;

/**
 * The mails that are a worker's from the start, because its process asked for them. One may not be
 * committed yet, and is looked for; one that is not there after a while never came about.
 */
export function createHandedMails() {
	const leases = new Map<string, Date>();

	/** With `found`, which is all that is there of them. */
	function forgetAllBut(found: OutboxMail[], now: Date): void {
		const there = new Set(found.map(({ id }) => id));
		for (const [id, leasedUntil] of leases) {
			const askedFor = leasedUntil.getTime() - lifetimes.mailLease;
			if (!there.has(id) && now.getTime() - askedFor > COMMIT_MS) leases.delete(id);
		}
	}

	/** A try must end before the lease does. */
	async function withTimeFor(mail: OutboxMail, leasedUntil: Date, now: Date) {
		if (leasedUntil.getTime() - now.getTime() > TRY_MS) return mail;
		return renewLease({ id: mail.id, leasedUntil, now });
	}

	return {
		hand({ id, leasedUntil }: { id: string; leasedUntil: Date }): void {
			if (leases.size < HANDED_MAX) leases.set(id, leasedUntil);
		},
		/** @returns up to `limit` of them that are there by now, to be sent at once. */
		async take({ limit, now }: { limit: number; now: Date }): Promise<OutboxMail[]> {
			for (const [id, leasedUntil] of leases) if (leasedUntil <= now) leases.delete(id);
			if (leases.size === 0) return [];
			const found = await getLeasedMails({ ids: [...leases.keys()], limit });
			if (found.length < limit) forgetAllBut(found, now);
			const taken: OutboxMail[] = [];
			for (const mail of found) {
				const leasedUntil = leases.get(mail.id);
				leases.delete(mail.id);
				// Else the lease has ended meanwhile, and somebody else has it.
				if (!leasedUntil || mail.leasedUntil?.getTime() !== leasedUntil.getTime()) continue;
				const own = await withTimeFor(mail, leasedUntil, now);
				if (own) taken.push(own);
			}
			return taken;
		},
		/** Gives up those that were not taken, so that every worker may send them. */
		async release(): Promise<void> {
			const own = [...leases];
			leases.clear();
			await releaseMails(own.map(([id, leasedUntil]) => ({ id, leasedUntil })));
		}
	};
}
