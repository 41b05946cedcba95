import type { OwnEvent } from '@/feature/own-news';
import { m } from '@/paraglide/messages';

/** What happens here that the record of activity keeps. */
export const noteEvents = {
	allRemoved: {
		type: 'notes/all-removed',
		kind: 'account',
		sentence: m.notes_all_removed
	}
} satisfies Record<string, OwnEvent>;
