import type { OwnLimit } from '$modules/limits/api/limits';

/** How many a person can write in an hour. */
export const noteRate: OwnLimit = { name: 'notes', points: 60, duration: 60 * 60 };
