import { z } from 'zod';
import { m } from '@/paraglide/messages';
import { visibilities } from '../models/z.profile';
import { isReservedUsername } from './reserved-usernames';

/** In characters (code points, after NFC and with a line break as one); for a website, of its URL. */
export const profileLimits = {
	usernameMin: 3,
	username: 32,
	displayName: 80,
	bio: 500,
	website: 200
} as const;

/** Letters that ASCII has, digits, `_` and `-`, of which one at least is a letter or digit. */
export const usernamePattern = /^(?=.*[a-z0-9])[a-z0-9_-]{3,32}$/i;

/** Control, line-breaking and invisible characters, and those that turn the direction of text. */
const hidden =
	/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/u;
const hiddenButLineBreak = new RegExp(`(?!\\n)${hidden.source}`, 'u');

/** A text of joiners, fillers and blanks alone would be a name that nobody can see or click. */
const isVisible = (text: string) =>
	/[^\p{Default_Ignorable_Code_Point}\p{Z}\p{C}\p{M}\u2800]/u.test(text);

const text = () => z.string({ error: () => m.form_required() });

const shortEnough = (max: number) =>
	[(value: string) => [...value].length <= max, { error: () => m.form_too_long({ max }) }] as const;

/**
 * Before a text is composed, or a URL read: with many marks both take the square of their number in
 * steps. No character of NFC is written with more than four code points, of two units each.
 */
const bounded = (max: number) =>
	[max * 8, { error: () => m.form_too_long({ max }), abort: true }] as const;

const orCleared = (value: string) => value || null;

/** Empty clears it. Whether somebody else has it is for the database to say. */
export const username = text()
	.trim()
	.refine((value) => value === '' || usernamePattern.test(value), {
		error: () =>
			m.profile_username_invalid({ min: profileLimits.usernameMin, max: profileLimits.username }),
		abort: true
	})
	.refine((value) => !isReservedUsername(value), { error: () => m.profile_username_taken() })
	.transform(orCleared);

export const displayName = text()
	.trim()
	.max(...bounded(profileLimits.displayName))
	.normalize('NFC')
	.refine((value) => value === '' || (isVisible(value) && !hidden.test(value)), {
		error: () => m.profile_display_name_invalid(),
		abort: true
	})
	.refine(...shortEnough(profileLimits.displayName))
	.transform(orCleared);

export const bio = text()
	.overwrite((value) => value.replace(/\r\n?/g, '\n'))
	.trim()
	.max(...bounded(profileLimits.bio))
	.normalize('NFC')
	.refine((value) => !hiddenButLineBreak.test(value), {
		error: () => m.profile_bio_invalid(),
		abort: true
	})
	.refine(...shortEnough(profileLimits.bio))
	.transform(orCleared);

/** An http or https URL without credentials, in the form that the URL standard gives it. */
export const website = text()
	.trim()
	.max(...bounded(profileLimits.website))
	.transform((value, context) => {
		if (value === '') return null;
		const url = hidden.test(value) ? null : URL.parse(value);
		if (!url || !['http:', 'https:'].includes(url.protocol)) {
			context.addIssue(m.profile_website_invalid());
		} else if (url.username || url.password) {
			context.addIssue(m.profile_website_credentials());
		} else if (url.href.length > profileLimits.website) {
			context.addIssue(m.form_too_long({ max: profileLimits.website }));
		}
		return url?.href ?? z.NEVER;
	});

/** Empty means the default, which is private. */
export const visibility = z
	.enum([...visibilities, ''], { error: () => m.profile_visibility_invalid() })
	.transform((value) => value || 'private');
