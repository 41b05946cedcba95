import { eq } from 'drizzle-orm';
import type { PrepareMail, WantedMail } from '$modules/mail/api/worker/prepare-mail';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { m } from '@/paraglide/messages';
import { db } from '@/server/db/client';
import { env } from '@/server/env';
import { delayedRecoveries } from '../../models/z.delayed-recovery';
import { createNotMeMail } from '../mails/create-not-me-mail';
import { getMailOwner, getWarnedOwner } from '../mails/owner-mail';
import { authPages } from '../../routes/pages';
import { createMailedToken } from '../token/token-store';
import { noteHandedNotice } from './note-handed-notice';
import { lastLinkEnds, recoveryDelay } from './delayed-recovery-store';

const HOUR = 60 * 60 * 1000;

/**
 * What a mail of a delayed recovery is about, with the tokens of its links: made only while it runs,
 * in one transaction with that look, so that none outlives it. `null` where it is over.
 */
async function openRecovery(
	mail: WantedMail & { recoveryId: string },
	purposes: ('recovery-stop' | 'recovery-finish')[]
) {
	const { recoveryId, recipient: email, locale } = mail;
	const now = new Date();
	if (recoveryDelay() === null) return null;
	return db.transaction(async (tx) => {
		const own = eq(delayedRecoveries.id, recoveryId);
		const recovery = await tx.select().from(delayedRecoveries).where(own).get();
		const owner = recovery && (await getMailOwner(recovery.userId, locale));
		if (!owner) return null;
		const isLast = purposes.includes('recovery-finish');
		if (isLast && owner.email !== email) return null;
		let until = lastLinkEnds(recovery.offeredAt ?? now);
		if (isLast && until <= now) {
			// Asked for again, it ends with the first.
			if (recovery.offeredAt && mail.createdAt > recovery.offeredAt) return null;
			// It waited here, with nobody to send it, until it was of no use: it is offered now.
			await tx.update(delayedRecoveries).set({ offeredAt: now }).where(own);
			until = lastLinkEnds(now);
		}
		const urls: Partial<Record<(typeof purposes)[number], string>> = {};
		for (const purpose of purposes) {
			const finishes = purpose === 'recovery-finish';
			const expiresAt = finishes ? until : new Date(now.getTime() + lifetimes.recoveryVeto);
			const bound = { purpose, email, userId: owner.id, now, expiresAt };
			const page = finishes ? authPages.finishRecovery : authPages.stopRecovery;
			urls[purpose] = `${env().ORIGIN}${page}?token=${await createMailedToken(bound, tx)}`;
		}
		return { recovery, owner, until, urls };
	});
}

/** A notice to one of the account's addresses: what is going on, and the veto. */
const prepareNotice =
	(template: 'recovery-started' | 'recovery-reminder'): PrepareMail<typeof template> =>
	async (mail) => {
		const opened = await openRecovery(mail, ['recovery-stop']);
		if (!opened) return null;
		const { recipient, recoveryId, locale } = mail;
		const { recovery, owner, urls } = opened;
		const options = { locale };
		const delay = recoveryDelay() ?? 0;
		const isFirst = template === 'recovery-started';
		const about = {
			email: owner.email,
			when: owner.format(recovery.requestedAt),
			hours: Math.round((isFirst ? delay : delay / 2) / HOUR)
		};
		const subject = isFirst ? m.mail_recovery_started_subject : m.mail_recovery_reminder_subject;
		const text = isFirst ? m.mail_recovery_started_text : m.mail_recovery_reminder_text;
		return {
			subject: subject({}, options),
			heading: m.mail_recovery_started_heading({}, options),
			paragraphs: [text(about, options), m.mail_recovery_was_you({}, options)],
			action: {
				label: m.recover_stop_submit({}, options),
				url: urls['recovery-stop'] ?? ''
			},
			handed: () => noteHandedNotice({ template, recoveryId, isOwn: recipient === owner.email })
		};
	};

export const prepareRecoveryStartedMail = prepareNotice('recovery-started');
export const prepareRecoveryReminderMail = prepareNotice('recovery-reminder');

/** The last link, once the time is over; and the veto, to whoever did not ask for it. */
export const prepareRecoveryReadyMail: PrepareMail<'recovery-ready'> = async (mail) => {
	const opened = await openRecovery(mail, ['recovery-stop', 'recovery-finish']);
	if (!opened) return null;
	const { recovery, owner, until, urls } = opened;
	const options = { locale: mail.locale };
	const about = {
		email: owner.email,
		when: owner.format(recovery.requestedAt),
		until: owner.format(until)
	};
	return {
		subject: m.mail_recovery_ready_subject({}, options),
		heading: m.mail_recovery_ready_heading({}, options),
		paragraphs: [
			m.mail_recovery_ready_text(about, options),
			m.mail_recovery_ready_stop({ url: urls['recovery-stop'] ?? '' }, options)
		],
		action: {
			label: m.recover_finish_title({}, options),
			url: urls['recovery-finish'] ?? ''
		}
	};
};

/** Tells the owner that nobody gets in this way any more. */
export const prepareRecoveryStoppedMail: PrepareMail<'recovery-stopped'> = async (mail) => {
	const { userId, recipient: email, locale, createdAt } = mail;
	const owner = await getMailOwner(userId, locale);
	if (!owner) return null;
	const options = { locale };
	const url = `${env().ORIGIN}${authPages.forgotPassword}`;
	return {
		subject: m.mail_recovery_stopped_subject({}, options),
		heading: m.mail_recovery_stopped_heading({}, options),
		paragraphs: [
			m.mail_recovery_stopped_text({ email, when: owner.format(createdAt) }, options),
			m.mail_recovery_stopped_next({ url }, options)
		]
	};
};

/** Tells the owner that somebody got in, with the way to take it back. */
export const prepareRecoveryFinishedMail: PrepareMail<'recovery-finished'> = async (mail) => {
	const { recipient: email, locale, createdAt } = mail;
	const owner = await getWarnedOwner(mail);
	if (!owner) return null;
	const options = { locale };
	const when = owner.format(createdAt);
	return createNotMeMail(mail, owner, {
		subject: m.mail_recovery_finished_subject({}, options),
		heading: m.mail_recovery_finished_heading({}, options),
		paragraphs: [m.mail_recovery_finished_text({ email, when }, options)]
	});
};
