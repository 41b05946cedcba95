import { createUpdateSchema } from 'drizzle-zod';
import { z } from 'zod';
import { isTimezone } from '@/format-date-time';
import { m } from '@/paraglide/messages';
import { locales } from '@/paraglide/runtime';
import { themes } from '@/server/cookies';
import { currentTimezone } from '@/timezones';
import { preferences } from '../models/z.preferences';

/** The zones to choose from, by the names that they have today. */
export const timezones: string[] = ['UTC', ...Intl.supportedValuesOf('timeZone')]
	.map(currentTimezone)
	.filter((name, index, all) => !name.startsWith('Etc/') && all.indexOf(name) === index)
	.toSorted((a, b) => Number(a.includes('/')) - Number(b.includes('/')) || (a < b ? -1 : 1));

const theme = z.enum(themes, { error: () => m.preferences_theme_invalid() });

const locale = z.enum(locales, { error: () => m.preferences_locale_invalid() });

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

/** What a person changes of their preferences; the account's and the browser's alike. */
export const zPreferencesForm = createUpdateSchema(preferences, {
	theme: () => theme,
	locale: () => locale,
	timezone: () => timezone,
	notifyNewSignIn: () => checkbox,
	automaticPasskey: () => checkbox
}).pick({
	theme: true,
	locale: true,
	timezone: true,
	notifyNewSignIn: true,
	automaticPasskey: true
});
