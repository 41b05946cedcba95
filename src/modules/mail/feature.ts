import type { Feature } from '@/feature/feature';
import { m } from '@/paraglide/messages';
import { exportSentMails } from './api/export-sent-mails';
import { giveUpOldMails } from './api/outbox/give-up-old-mails';
import { deleteGivenUpMails, deleteMailsOf } from './api/outbox/outbox-store';
import { deleteOldSentMails } from './api/outbox/sent-mails';
import { rescheduleMails } from './api/worker/reschedule-mails';
import { mailKept } from './kept';
import { mailRoutes } from './routes/route-policy';

/** Mails that wait, which were sent, and the built-in mailbox. */
export const mailFeature = {
	name: 'mail',
	routes: mailRoutes,
	archive: {
		files: exportSentMails,
		describe: (options) => [m.export_readme_mails({}, options)]
	},
	kept: mailKept,
	erase: deleteMailsOf,
	housekeeping: [rescheduleMails, giveUpOldMails, deleteGivenUpMails, deleteOldSentMails]
} satisfies Feature;
