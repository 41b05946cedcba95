import { and, eq, sql } from 'drizzle-orm';
import { eventById } from '$modules/activity/api/event-store';
import {
	createMail,
	createMailWhere,
	type MailSubject,
	type NewMail,
	type AnyTemplate
} from '$modules/mail/api/outbox/create-mail';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { limits } from '$modules/limits/api/limits';
import { countedIn, countQuietly } from '$modules/limits/api/take-limits';
import type { WantedMail } from '$modules/mail/api/worker/prepare-mail';
import { preferences } from '$modules/preferences/models/z.preferences';
import { getLocale, type Locale } from '@/paraglide/runtime';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { users } from '../../models/z.user';
import { createTokenOfMail, tokenOfMail } from '../token/token-store';
import { accountColumns, getUser, isThere, type Account } from '../user/user-store';
import { formatDateTime } from '@/format-date-time';

type OwnerMail<T extends AnyTemplate> = {
	template: T;
	userId: string;
	owner?: Pick<Account, 'email' | 'locale'>;
	recipient?: string;
	now: Date;
} & MailSubject<T>;

/**
 * Mails that tell of what happened, with a not-me link. One is as good as twenty to somebody whom
 * they are to warn. What takes something back or goes to an address that was left is never summed up.
 */
const summedUp: readonly AnyTemplate[] = [
	'password-changed',
	'connection-added',
	'connection-removed',
	'passkey-added',
	'passkey-removed',
	'passkey-refused',
	'device-refused',
	'wrong-code',
	'second-step-on',
	'second-step-off',
	'recovery-codes-made',
	'recovery-code-used',
	'totp-added',
	'totp-moved',
	'totp-removed',
	'new-sign-in',
	'account-reopened'
];

/**
 * Asks for a mail to an account's owner, in the language they chose, else in that of the request.
 * Past so many mails with a not-me link (`security-mails`) one says that there is more going on, and
 * then none comes until the limit's time is over.
 * @param mail.owner where the caller has read the account already.
 * @param mail.recipient by default the account's address.
 */
export async function createOwnerMail<T extends AnyTemplate>(
	mail: OwnerMail<T>,
	executor: Executor
): Promise<void> {
	const { userId, now } = mail;
	const owner = mail.owner ?? (await getUser({ userId }, executor));
	const recipient = mail.recipient ?? owner?.email;
	if (!recipient) return;
	const address = { recipient, locale: owner?.locale ?? getLocale() };
	const { id } = summedUp.includes(mail.template)
		? await createSummedUp({ ...mail, ...address }, executor)
		: await createMail({ ...mail, ...address }, executor);
	if (!withNotMeLink.includes(mail.template)) return;
	// Stored with the mail, so that sending it costs no commit for that (decision 031).
	const link = notMeLink({ userId, email: recipient, now });
	await createTokenOfMail({ mailId: id, ...link }, executor);
}

/** Counts the mail and notes what is due of it, if anything, in two writes that ask nothing. */
async function createSummedUp<T extends AnyTemplate>(
	mail: NewMail<T> & { userId: string },
	executor: Executor
): Promise<{ id: string }> {
	// Somebody else's mail counted between the two would be taken for this one.
	if (executor === db) return db.transaction((tx) => createSummedUp(mail, tx));
	const { userId } = mail;
	const counter = ['security-mails', userId] as const;
	await countQuietly(counter, executor);
	const more = sql`${countedIn(counter)} - ${limits['security-mails'].points}`;
	const summary = { template: 'security-summary', userId } as const;
	const wanted = createMailWhere(mail, { when: sql`${more} = 1`, mail: summary });
	await wanted.statement(sql`${more} <= 1`, executor);
	wanted.announce();
	return wanted;
}

/** Mails with a not-me link: those that may be summed up, and what is never. */
const withNotMeLink: readonly AnyTemplate[] = [
	...summedUp,
	'security-summary',
	'account-closed',
	'account-created',
	'recovery-finished',
	'helper-acted'
];

/** What the link of a security mail is bound to: it reaches back to when the mail was asked for. */
export const notMeLink = (mail: { userId: string; email: string; now: Date }) => ({
	...mail,
	purpose: 'not-me' as const,
	expiresAt: new Date(mail.now.getTime() + lifetimes.notMeLink)
});

/**
 * The account that a mail is about, and how its owner reads a date; `null` where it is gone.
 * @param locale of the mail.
 */
export async function getMailOwner(userId: string, locale: Locale) {
	const user = await getUser({ userId });
	return user && withFormat(user, locale);
}

/** The same for a mail with a not-me link, whose token is read with it. */
export async function getWarnedOwner(mail: WantedMail & { userId: string }) {
	const user = await db
		.select(warnedColumns(mail))
		.from(users)
		.leftJoin(preferences, eq(preferences.userId, users.id))
		.where(and(eq(users.id, mail.userId), isThere))
		.get();
	return user ? withFormat(user, mail.locale) : null;
}

/** What such a mail tells of, as the record has it, with whose account it is; `null` where either is gone. */
export async function getMailEvent(mail: WantedMail & { eventId: string }) {
	const event = eventById({ id: mail.eventId }).as('event');
	const { type, method, passkey, userAgent, actor, createdAt } = event;
	const found = await db
		.select({
			event: { userId: users.id, type, method, passkey, userAgent, actor, createdAt },
			owner: warnedColumns(mail)
		})
		.from(event)
		.innerJoin(users, eq(users.id, event.userId))
		.leftJoin(preferences, eq(preferences.userId, users.id))
		.where(isThere)
		.get();
	return found ? { ...found, owner: withFormat(found.owner, mail.locale) } : null;
}

const warnedColumns = ({ id }: WantedMail) => ({
	...accountColumns,
	/** The token of the link, `null` where none is stored. */
	notMeToken: tokenOfMail({ mailId: id })
});

const withFormat = <T extends { timezone: string | null }>(user: T, locale: Locale) => ({
	...user,
	format: (date: Date) => formatDateTime(date, { locale, timezone: user.timezone }).exact
});
