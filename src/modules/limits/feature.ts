import type { Feature } from '@/feature/feature';
import { deleteOldSlots } from './api/slot-counts';
import { deleteExpiredLimits } from './api/take-limits';

/** Counters of limits, and of what the whole site asks for. */
export const limitsFeature = {
	name: 'limits',
	housekeeping: [deleteExpiredLimits, deleteOldSlots]
} satisfies Feature;
