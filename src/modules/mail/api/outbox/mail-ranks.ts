import type { OutboxMail } from '../../models/z.outbox';

/**
 * Whose turn it is where mails have to wait. `first`: somebody must get back in, or has to be warned.
 * `later`: nothing is at stake but time. `slow`: asked for without a proof of work while one is due.
 */
export const mailRanks = { first: 0, later: 1, slow: 2 } as const;

export type MailRank = keyof typeof mailRanks;

type MailTemplate = OutboxMail['template'];

const canWait: readonly MailTemplate[] = ['sign-up', 'email-change', 'invitation'];

/** The rank of a template's mails. */
export const rankOf = (template: MailTemplate): MailRank =>
	canWait.includes(template) ? 'later' : 'first';
