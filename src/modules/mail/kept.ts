import type { Kept } from '../../lib/feature/feature.ts';
import { last } from '../limits/api/lifetimes-in-words.ts';

/** How long what this module keeps lives (docs/operations.md). */
export const mailKept: readonly Kept[] = [
	{
		what: 'Mails, as intents without text or link',
		tables: ['outbox'],
		ends: 'when done',
		until: `until the mail server has them: ${last.mail} of tries at most, and ${last.waitingMail} where they have to wait for their turn; one that was given up ${last.givenUpMail} more, with what the server said; one that never had its turn goes at once`
	},
	{
		what: 'That a mail was sent to an account: which, and when',
		tables: ['sent_mails'],
		ends: 'by time',
		until: `${last.sentMail}, or until the account is erased`
	}
];
