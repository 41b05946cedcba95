import type { Command, Outcome, Request } from './admin-usage.ts';
import { jsonLine, table } from './print-items.ts';
import { moreAfter, readLimit, readPlace } from './read-list-options.ts';
import type { ListedMail } from '../../src/modules/mail/api/outbox/list-mails.ts';
// Resolves what the operations below import: they are loaded when one of them is asked for.
import './app.ts';

/** What `pnpm admin` can do with mails. */
export const mailCommands: Record<string, Command> = {
	'mail list': {
		takes: '[--failed] [--limit N] [--after PLACE]',
		about:
			'Mails that the mail server has not taken, the newest first: those that wait or failed, and what was\n      given up in the last week; with --failed those alone that failed. N is 50 unless given; the next\n      page begins after the PLACE that this one says.',
		options: {
			failed: { type: 'boolean' },
			limit: { type: 'string' },
			after: { type: 'string' }
		},
		run: list
	},
	'mail retry': {
		takes: 'ID',
		about: 'Has a mail of that list tried again now, also one that was given up.',
		hasId: true,
		run: retry
	}
};

async function list({ text, isOn, isJson }: Request): Promise<Outcome> {
	const { listMails } = await import('../../src/modules/mail/api/outbox/list-mails.ts');
	const { formatTimeCursor, parseTimeCursor } = await import('../../src/lib/server/time-cursor.ts');
	const { mails, next } = await listMails({
		failed: isOn('failed'),
		before: readPlace(text('after'), parseTimeCursor),
		...readLimit(text('limit'))
	});
	if (isJson) {
		return {
			text: mails.map((mail) => jsonLine({ ...mail, at: formatTimeCursor(mail) })).join('\n')
		};
	}
	const rows = mails.map((mail) => [
		mail.id,
		mail.template,
		mail.recipient,
		mail.createdAt,
		stateOf(mail),
		mail.failedTries,
		mail.serverSaid
	]);
	const headings = ['ID', 'MAIL', 'TO', 'ASKED FOR', 'STATE', 'FAILED TRIES', 'THE SERVER SAID'];
	return { text: `${table(headings, rows)}${moreAfter(next)}` };
}

function stateOf({ givenUpAt, isBeingSent, failedTries }: ListedMail): string {
	if (givenUpAt) return 'given up';
	if (isBeingSent) return 'being sent';
	return failedTries > 0 ? 'failed' : 'waiting';
}

async function retry({ name, id, isJson }: Request): Promise<Outcome> {
	const { tryMailAgain } = await import('../../src/modules/admin/api/try-mail-again.ts');
	if (!(await tryMailAgain({ id }))) {
		return { failure: `No mail waits as ${id}, or it is being sent at this moment.` };
	}
	return { text: isJson ? jsonLine({ done: name, id }) : `${id} is tried again by the server.` };
}
