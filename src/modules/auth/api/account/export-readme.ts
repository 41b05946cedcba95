import { formatDateTime } from '@/format-date-time';
import { m } from '@/paraglide/messages';
import type { Locale } from '@/paraglide/runtime';

/** What the archive holds, in the language of the person who downloads it. */
export function exportReadme(archive: {
	email: string;
	locale: Locale;
	timezone: string | null;
	now: Date;
	/** What each file is. */
	files: readonly string[];
}): string {
	const { email, locale, timezone, now, files } = archive;
	// Written while the answer streams, outside the request that knows the language.
	const options = { locale };
	const when = formatDateTime(now, { locale, timezone }).exact;
	return [
		m.export_readme_title({}, options),
		m.export_readme_intro({ when, email }, options),
		files.map((file) => `- ${file}`).join('\n'),
		m.export_readme_format({}, options),
		`${m.export_readme_secrets({}, options)}\n`
	].join('\n\n');
}
