import { createUpdateSchema } from 'drizzle-zod';
import { z } from 'zod';
import { m } from '@/paraglide/messages';
import { profiles, visibilities } from '../models/z.profile';
import { isReservedUsername, usernameLength, usernamePattern } from './username';

/** In characters (code points, after NFC and with a line break as one); for a website, of its URL. */
export const profileLimits = {
	usernameMin: usernameLength.min,
	username: usernameLength.max,
	displayName: 80,
	bio: 500,
	website: 200
} as const;

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

/** What a person changes of their profile, in the order of the page, which is that of the errors. */
export const zProfileForm = createUpdateSchema(profiles, {
	displayName: () => displayName,
	username: () => username,
	bio: () => bio,
	website: () => website,
	visibility: () => visibility
}).pick({ displayName: true, username: true, bio: true, website: true, visibility: true });

/** What a newcomer is asked for. */
export const zWelcomeForm = zProfileForm.pick({ displayName: true, username: true });
