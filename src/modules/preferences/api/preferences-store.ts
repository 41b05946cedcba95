import { eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { deleteInSteps } from '@/server/db/delete-in-steps';
import { preferences, type Preferences } from '../models/z.preferences';

/** Until somebody chooses, the browser decides, and nothing is silenced. */
const defaults: Preferences = {
	theme: null,
	locale: null,
	timezone: null,
	notifyNewSignIn: true,
	automaticPasskey: true
};

/** What a person chose; `null` where they leave it to their browser. */
export async function getPreferences(
	{ userId }: { userId: string },
	executor: Executor = db
): Promise<Preferences> {
	const [chosen] = await executor
		.select({
			theme: preferences.theme,
			locale: preferences.locale,
			timezone: preferences.timezone,
			notifyNewSignIn: preferences.notifyNewSignIn,
			automaticPasskey: preferences.automaticPasskey
		})
		.from(preferences)
		.where(eq(preferences.userId, userId));
	return chosen ?? defaults;
}

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

/** Removes what somebody chose whose account is being erased. */
export const erasePreferences = ({ userId }: { userId: string }): Promise<void> =>
	deleteInSteps(preferences, eq(preferences.userId, userId));
