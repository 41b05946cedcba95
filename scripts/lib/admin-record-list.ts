import { noAccount, OPERATOR, type Outcome, type Request, type Syntax } from './admin-usage.ts';
import { jsonLine, table } from './print-items.ts';
import { readAddress } from './read-address.ts';
import { moreAfter, readLimit, readPlace } from './read-list-options.ts';
import { UsageError } from './run-script.ts';
// Resolves what the operations below import: they are loaded when they are asked for.
import './app.ts';

/** How `record list` is called. */
export const recordListSyntax: Syntax = {
	takes:
		'[--kind KIND] [--person ADDRESS] [--admin ADDRESS|operator] [--since DAY] [--until DAY] [--limit N] [--after PLACE]',
	about:
		'What happened, the newest first: of a KIND (sign-in, security, account, record), to a person, by one\n      of those who run the site or on the command line (operator), from a DAY on (2026-11-30, in UTC) and\n      to the end of one. A look for one person is recorded, and they can see it. N is 50 unless given;\n      the next page begins after the PLACE that this one says.',
	options: {
		kind: { type: 'string' },
		person: { type: 'string' },
		admin: { type: 'string' },
		since: { type: 'string' },
		until: { type: 'string' },
		limit: { type: 'string' },
		after: { type: 'string' }
	}
};

/** A page of the record. */
export async function listRecord({ text, isJson }: Request): Promise<Outcome> {
	const { searchRecord } = await import('../../src/modules/admin/api/search-record.ts');
	const { parseRecordPlace } = await import('../../src/modules/activity/api/search-events.ts');
	const { formatTimeCursor } = await import('../../src/lib/server/time-cursor.ts');
	const kind = await readKind(text('kind'));
	const [since, until] = [await readDay(text, 'since'), await readDay(text, 'until', 1)];
	const before = readPlace(text('after'), parseRecordPlace);
	const page = readLimit(text('limit'));
	const typed = text('person');
	const person = typed === undefined ? null : await readAddress(typed);
	const admin = text('admin');
	const actor = admin === undefined ? null : await readActor(admin);
	if (admin !== undefined && actor === null) return noAccount(admin);

	const search = { kind, person, actor, since, until, before, ...page };
	const found = await searchRecord({ ...search, by: OPERATOR });
	if (!found) return noAccount(person ?? '');
	const { events, next } = found;
	if (isJson) {
		const placed = events.map((event) => {
			const at = formatTimeCursor({ createdAt: event.createdAt, id: event.seq });
			return jsonLine({ ...event, at });
		});
		return { text: placed.join('\n') };
	}
	const rows = events.map(({ seq, createdAt, type, method, person, actor, reason, removed }) => [
		seq,
		createdAt,
		type,
		method ?? removed,
		person === '' ? '(gone)' : person,
		actor === '' ? '(gone)' : actor,
		reason
	]);
	const headings = ['NO.', 'WHEN', 'WHAT', 'HOW', 'PERSON', 'BY', 'REASON'];
	return { text: `${table(headings, rows)}${moreAfter(next)}` };
}

async function readKind(typed: string | undefined) {
	const { parseKind } = await import('../../src/modules/activity/api/list-events.ts');
	const kind = parseKind(typed ?? null);
	if (kind || typed === undefined) return kind;
	throw new UsageError('--kind is one of sign-in, security, account, record.');
}

/** When the day of an option begins, or `later` days after it. */
async function readDay(text: Request['text'], option: 'since' | 'until', later = 0) {
	const typed = text(option);
	if (typed === undefined) return null;
	const { startOfDay } = await import('../../src/modules/admin/api/start-of-day.ts');
	const day = startOfDay(typed, 'UTC', later);
	if (day) return day;
	throw new UsageError(`--${option} is a day: 2026-11-30.`);
}

/** As the record names whoever acted, or `null` where nobody has the address. */
async function readActor(typed: string): Promise<string | null> {
	if (typed === OPERATOR) return OPERATOR;
	const { getUserByEmail } = await import('../../src/modules/auth/api/user/user-store.ts');
	const user = await getUserByEmail({ email: await readAddress(typed) });
	return user?.id ?? null;
}
