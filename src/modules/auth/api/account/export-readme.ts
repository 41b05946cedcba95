import { formatDateTime } from '@/format-date-time';
import { m } from '@/paraglide/messages';
import type { Locale } from '@/paraglide/runtime';

/** What the archive holds, in the language of the person who downloads it. */
export function exportReadme(archive: {
	email: string;
	locale: Locale;
	timezone: string | null;
	now: Date;
}): string {
	const { email, locale, timezone, now } = archive;
	// Written while the answer streams, outside the request that knows the language.
	const options = { locale };
	const when = formatDateTime(now, { locale, timezone }).exact;
	const files = [
		m.export_readme_account({}, options),
		m.export_readme_profile({}, options),
		m.export_readme_picture({}, options),
		m.export_readme_preferences({}, options),
		m.export_readme_addresses({}, options),
		m.export_readme_connections({}, options),
		m.export_readme_passkeys({}, options),
		m.export_readme_factors({}, options),
		m.export_readme_sessions({}, options),
		m.export_readme_mails({}, options),
		m.export_readme_activity({}, options)
	];
	return [
		m.export_readme_title({}, options),
		m.export_readme_intro({ when, email }, options),
		files.map((file) => `- ${file}`).join('\n'),
		m.export_readme_format({}, options),
		`${m.export_readme_secrets({}, options)}\n`
	].join('\n\n');
}
