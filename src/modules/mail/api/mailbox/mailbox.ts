import type { OutgoingMail } from '../transport/outgoing-mail';

/** How many mails are kept; the oldest go first. */
export const MAILBOX_SIZE = 100;

/**
 * The built-in mailbox: what would have been sent, for a developer to read. In memory only, since
 * mails carry links and codes that must not lie in the database.
 */
function createMailbox() {
	let mails: OutgoingMail[] = [];
	return {
		keep(mail: OutgoingMail): void {
			mails = [mail, ...mails.filter(({ id }) => id !== mail.id)].slice(0, MAILBOX_SIZE);
		},
		/** Newest first. */
		list: (): readonly OutgoingMail[] => mails,
		get: (id: string): OutgoingMail | null => mails.find((mail) => mail.id === id) ?? null,
		clear(): void {
			mails = [];
		}
	};
}

// The dev server loads this module anew after an edit, while the worker keeps the one it has.
const shared: typeof globalThis & { porchlightMailbox?: ReturnType<typeof createMailbox> } =
	globalThis;
export const mailbox = (shared.porchlightMailbox ??= createMailbox());

/** A piece of a text; one with `href` is a web address. */
interface TextPart {
	text: string;
	href?: string;
}

/** Cuts a plain text into web addresses and what stands between them. */
export function splitLinks(text: string): TextPart[] {
	return text
		.split(/(https?:\/\/[^\s<>"]+)/)
		.map((part, index) => (index % 2 ? { text: part, href: part } : { text: part }))
		.filter((part) => part.text !== '');
}
