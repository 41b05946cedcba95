import { jsonLine } from './print-items.ts';
import { UsageError } from './run-script.ts';
import type { Request, Syntax } from './admin-usage.ts';
import type {
	RecordBreak,
	ToldHead,
	Verdict
} from '../../src/modules/activity/api/chain/verify-record.ts';
// Resolves what the operation below imports: it is loaded when it is asked for.
import './app.ts';

/** How `record verify` is called. */
export const verifySyntax: Syntax = {
	takes: '[--head SEQ:LINK]',
	about:
		'Reads the whole record of activity and its chain, and says by number where they do not fit.\n      SEQ and LINK are those of a line "record-head" of the log, kept elsewhere: they show that the end\n      was cut off, or an older copy put in its place.',
	options: { head: { type: 'string' } }
};

/** Looks through the record. @returns what to print, and why it is not in order. */
export async function verify({ text, isJson }: Request) {
	const told = readHead(text('head'));
	const { verifyRecord } = await import('../../src/modules/activity/api/chain/verify-record.ts');
	const verdict = await verifyRecord({ told });
	const failure = failureOf(verdict);
	const print = isJson ? printJson : printText;
	return { text: print(verdict), ...(failure !== null && { failure }) };
}

function readHead(typed: string | undefined): ToldHead | undefined {
	if (typed === undefined) return undefined;
	const [, seq, link] = /^([1-9]\d{0,15}):([\w-]{43})$/.exec(typed) ?? [];
	if (seq && link) return { seq: Number(seq), link };
	throw new UsageError('--head is a number, a colon and the link behind it: 1234:Zk3…');
}

function failureOf(verdict: Verdict): string | null {
	if (verdict.is === 'key-lost') {
		return 'The key of the record cannot be opened: AUTH_SECRET is another one than it was kept under.';
	}
	if (verdict.is === 'none') {
		if (verdict.isEmpty) return null;
		return 'Nothing of the record is chained. A running server begins within two minutes, and within an hour of the last older version; later than that somebody has taken the chain away.';
	}
	return verdict.is === 'broken' ? 'The record is not as it was chained.' : null;
}

const sentences: Record<RecordBreak['what'], string> = {
	changed: 'says something else than when it was chained',
	missing: 'is gone, and no entry of purging or erasing tells of it',
	added: 'was put in among those that are chained',
	unlinked: 'has a link that does not follow from the one before',
	ahead: 'has a time that lies ahead: nothing from it on is chained before that',
	cut: 'does not have this link: the end was cut off, or this is an older copy'
};

function printText(verdict: Verdict): string {
	if (verdict.is === 'none') return verdict.isEmpty ? 'The record is empty.' : '';
	if (verdict.is === 'key-lost') return '';
	const { breaks, breaksInAll, chained, gone, waiting, head } = verdict;
	const more = breaksInAll - breaks.length;
	return [
		...breaks.map(({ seq, to, what }) => `${to > seq ? `${seq}-${to}` : seq} ${sentences[what]}`),
		...(more > 0 ? [`… and ${more} more`] : []),
		...(verdict.is === 'whole' ? ['The record is whole.'] : []),
		`chained: ${chained}, purged or erased: ${gone}, not chained yet: ${waiting.count}${
			waiting.since ? ` (since ${waiting.since.toISOString()})` : ''
		}`,
		...(head ? [`newest link: ${head.seq}:${head.link}`] : [])
	].join('\n');
}

function printJson(verdict: Verdict): string {
	if (verdict.is === 'none' || verdict.is === 'key-lost') return jsonLine(verdict);
	const { breaks, ...rest } = verdict;
	return [...breaks, rest].map(jsonLine).join('\n');
}
