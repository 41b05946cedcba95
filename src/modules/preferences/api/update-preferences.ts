import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { preferences, type Preferences } from '../models/z.preferences';

/** Changes the given preferences of a person: absent stays, `null` leaves it to the browser. */
export async function updatePreferences(
	{ userId, changes }: { userId: string; changes: Partial<Preferences> },
	executor: Executor = db
): Promise<void> {
	const { theme, locale, timezone, notifyNewSignIn, automaticPasskey } = changes;
	const chosen = { theme, locale, timezone, notifyNewSignIn, automaticPasskey };
	const set = { ...chosen, updatedAt: new Date() };
	await executor
		.insert(preferences)
		.values({ userId, ...set })
		.onConflictDoUpdate({ target: preferences.userId, set });
}
