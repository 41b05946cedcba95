import { eq } from 'drizzle-orm';
import { getPreferences } from '$modules/preferences/api/preferences-store';
import type { Locale } from '@/paraglide/runtime';
import { db } from '@/server/db/client';
import type { Feature } from '@/feature/feature';
import { users } from '../../models/z.user';
import { exportReadme } from './export-readme';

/** The files of a person's archive, one after the other: first what each is, then every feature's. */
export async function* exportFiles(input: {
	userId: string;
	locale: Locale;
	now: Date;
	features: readonly Feature[];
}) {
	const { userId, locale, now, features } = input;
	const [user] = await db.select({ email: users.email }).from(users).where(eq(users.id, userId));
	if (!user) return;
	const { email } = user;
	const { timezone } = await getPreferences({ userId });
	const parts = features.flatMap(({ archive = [] }) => archive);

	const files = parts.flatMap(({ describe }) => describe({ locale }));
	const readme = exportReadme({ email, locale, timezone, now, files });
	yield { name: 'README.txt', input: readme, lastModified: now };
	for (const part of parts) {
		for await (const file of part.files({ userId, email })) yield { ...file, lastModified: now };
	}
}
