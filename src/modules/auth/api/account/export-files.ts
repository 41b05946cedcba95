import { eq } from 'drizzle-orm';
import type { Feature } from '@/feature/feature';
import { formatDateTime } from '@/format-date-time';
import { m } from '@/paraglide/messages';
import type { Locale } from '@/paraglide/runtime';
import { db } from '@/server/db/client';
import { getPreferences } from '$modules/preferences/api/preferences-store';
import { users } from '../../models/z.user';

/** The files of a person's archive, one after the other: first what each is, then every feature's. */
export async function* exportFiles(input: {
	userId: string;
	locale: Locale;
	madeAt: Date;
	features: readonly Feature[];
}) {
	const { userId, locale, madeAt, features } = input;
	const [user] = await db.select({ email: users.email }).from(users).where(eq(users.id, userId));
	if (!user) return;
	const { email } = user;
	const { timezone } = await getPreferences({ userId });
	const parts = features.flatMap(({ archive = [] }) => archive);

	const files = parts.flatMap(({ describe }) => describe({ locale }));
	const readme = readmeOf({ email, locale, timezone, madeAt, files });
	yield { name: 'README.txt', input: readme, lastModified: madeAt };
	for (const part of parts) {
		for await (const file of part.files({ userId, email })) yield { ...file, lastModified: madeAt };
	}
}

/** What the archive holds, in the language of the person who downloads it. */
function readmeOf(archive: {
	email: string;
	locale: Locale;
	timezone: string | null;
	madeAt: Date;
	/** What each file is. */
	files: readonly string[];
}): string {
	const { email, locale, timezone, madeAt, files } = archive;
	// Written while the answer streams, outside the request that knows the language.
	const options = { locale };
	const when = formatDateTime(madeAt, { locale, timezone }).exact;
	return [
		m.export_readme_title({}, options),
		m.export_readme_intro({ when, email }, options),
		files.map((file) => `- ${file}`).join('\n'),
		m.export_readme_format({}, options),
		`${m.export_readme_secrets({}, options)}\n`
	].join('\n\n');
}
