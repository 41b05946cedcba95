import type { AnyTemplate } from '../../models/z.outbox';

/**
 * Whose turn it is where mails have to wait. `first`: somebody must get back in, or has to be warned.
 * `later`: nothing is at stake but time. `slow`: asked for without a proof of work while one is due.
 */
export const mailRanks = { first: 0, later: 1, slow: 2 } as const;

export type MailRank = keyof typeof mailRanks;

const canWait: readonly AnyTemplate[] = ['sign-up', 'email-change', 'invitation'];

/** The rank of a template's mails: what a feature of somebody's own has to say can wait. */
export const rankOf = (template: AnyTemplate): MailRank =>
	canWait.includes(template) || template.includes('/') ? 'later' : 'first';
