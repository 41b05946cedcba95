import { eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { asJson } from '@/feature/as-json';
import type { ArchiveFile } from '@/feature/feature';
import { preferences } from '../models/z.preferences';
import { getPreferences } from './preferences-store';

/** What a person chose, for their archive. */
export async function* exportPreferences(person: { userId: string }): AsyncGenerator<ArchiveFile> {
	const [changed] = await db
		.select({ updatedAt: preferences.updatedAt })
		.from(preferences)
		.where(eq(preferences.userId, person.userId));
	const updatedAt = changed?.updatedAt ?? null;
	yield {
		name: 'preferences.json',
		input: asJson({ ...(await getPreferences(person)), updatedAt })
	};
}
