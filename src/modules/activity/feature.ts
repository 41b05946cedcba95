import { m } from '@/paraglide/messages';
import type { Feature } from '@/feature/feature';
import { chainRecord } from './api/chain/chain-record';
import { deleteOldEvents } from './api/delete-old-events';
import { deleteEventsOf } from './api/event-store';
import { exportEvents } from './api/export-events';
import { activityKept } from './kept';

/** The record of what happened to accounts, and the chain over it. */
export const activityFeature = {
	name: 'activity',
	archive: {
		files: exportEvents,
		describe: (options) => [m.export_readme_activity({}, options)]
	},
	kept: activityKept,
	erase: deleteEventsOf,
	housekeeping: [deleteOldEvents],
	minutely: [chainRecord]
} satisfies Feature;
