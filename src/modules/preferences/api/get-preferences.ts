import { eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
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
