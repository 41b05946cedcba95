import type { Locale } from '@/paraglide/runtime';
import type { AnyTemplate, MailSubject, MailTemplate } from '../outbox/create-mail';
import type { MailContent } from '../transport/outgoing-mail';

/** A mail that was asked for and is about to be sent. */
export interface WantedMail {
	/** The outbox row. */
	id: string;
	recipient: string;
	locale: Locale;
	/** When it was asked for. */
	createdAt: Date;
}

/**
 * Decides, when a mail is about to be sent, what it says; `null` when none is due. Each call mints
 * a new secret where the mail carries one: a second try cannot know the first one's.
 */
export type PrepareMail<T extends AnyTemplate> = (
	mail: WantedMail & MailSubject<T>
) => Promise<MailContent | null>;

type OwnTemplate = Exclude<AnyTemplate, MailTemplate>;

/**
 * Who prepares which mail: ours, and those of features. The composition root wires it, so that mail knows
 * no other module.
 */
export type MailPreparers = OurPreparers & Record<OwnTemplate, PrepareMail<OwnTemplate>>;

export type OurPreparers = { [T in MailTemplate]: PrepareMail<T> };
