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
