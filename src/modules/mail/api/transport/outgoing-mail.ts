import type { BatchItem } from 'drizzle-orm/batch';
import type { MailWords } from '@/feature/own-news';
import type { Locale } from '@/paraglide/runtime';

/** What a mail of ours says besides, and what is done once it is sent. */
export interface MailContent extends MailWords {
	/** The language it is in, where that is not the one it was asked for in. */
	locale?: Locale;
	/** Something to type: shown large, alone on its line. */
	code?: { label: string; value: string };
	/**
	 * Told that the mail server has taken the mail, before it is forgotten. Where that fails the mail
	 * goes out once more.
	 */
	handed?: () => Promise<void>;
	/** Written then, in one batch with the end of its row. */
	beside?: () => BatchItem<'sqlite'>[];
}

/** A mail as it goes out. */
export interface OutgoingMail {
	/** The outbox row: the same over all tries, and so is the Message-ID made from it. */
	id: string;
	from: string;
	to: string;
	subject: string;
	html: string;
	text: string;
	/** `<id@host>`, unique and the same over all tries (RFC 5322, section 3.6.4). */
	messageId: string;
	date: Date;
}

/** Hands a mail over. Resolves when it was taken; rejects when it must be tried again. */
export type DeliverMail = (mail: OutgoingMail) => Promise<void>;
