import { z } from 'zod';
import { isTimezone } from '@/format-date-time';
import { m } from '@/paraglide/messages';
import { locales } from '@/paraglide/runtime';
import { themes } from '@/server/theme';

export const theme = z.enum(themes, { error: () => m.preferences_theme_invalid() });

export const locale = z.enum(locales, { error: () => m.preferences_locale_invalid() });

/** A name of the IANA time zone database that this server knows. */
export const timezone = z
	.string()
	.max(64, { error: () => m.preferences_timezone_invalid() })
	.refine((name) => isTimezone(name) && /^[A-Z]/.test(name), {
		error: () => m.preferences_timezone_invalid()
	});

/** A checkbox: a browser sends `on` when it is ticked and nothing else; programs say it in words. */
export const checkbox = z
	.enum(['on', 'true', '1', 'off', 'false', '0', ''], {
		error: () => m.preferences_choice_invalid()
	})
	.transform((value) => ['on', 'true', '1'].includes(value));
