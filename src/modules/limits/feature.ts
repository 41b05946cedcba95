import type { Feature } from '@/feature/feature';
import { deleteOldSlots } from './api/slot-counts';
import { deleteExpiredLimits } from './api/take-limits';
import { limitsKept } from './kept';

/** Counters of limits, and of what the whole site asks for. */
export const limitsFeature = {
	name: 'limits',
	kept: limitsKept,
	housekeeping: [deleteExpiredLimits, deleteOldSlots]
} satisfies Feature;
