import { formatDateTime, type DateTimeReader } from '@/format-date-time';
import { m } from '@/paraglide/messages';

/** What stands on each page while somebody asks to get into the account without its second factor. */
export type RecoveryBanner = { text: string; stop: string };

/** The banner in the reader's language: a browser needs its sentences in no other way. */
export function recoveryBanner(since: Date, reader: DateTimeReader): RecoveryBanner {
	const when = formatDateTime(since, reader).exact;
	return { text: m.recover_banner({ when }), stop: m.recover_stop_title() };
}
