import { formatDateTime } from '@/format-date-time';
import { m } from '@/paraglide/messages';
import { getLocale } from '@/paraglide/runtime';

interface MadeCodes {
	email: string;
	timezone?: string | null;
	madeAt: Date;
}

/** What stands above codes that leave the site, in a file or on paper: whose they are, and of when. */
export function describeRecoveryCodes({ email, timezone, madeAt }: MadeCodes): {
	title: string;
	text: string;
} {
	const date = formatDateTime(madeAt, { locale: getLocale(), timezone }).exact;
	return {
		title: m.recovery_codes_file_title({ email }),
		text: m.recovery_codes_file_text({ date })
	};
}
