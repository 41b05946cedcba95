import type { MailTemplate, OutboxMail } from '../../models/z.outbox';
import type { MailContent } from '../content/mail-content';

/**
 * Decides, when a mail is about to be sent, what it says; `null` when none is due. Each call mints
 * a new secret where the mail carries one: a second try cannot know the first one's.
 */
export type PrepareMail = (mail: OutboxMail) => Promise<MailContent | null>;

/** Who prepares which mail. The composition root wires it, so that mail knows no other module. */
export type MailPreparers = Record<MailTemplate, PrepareMail>;
