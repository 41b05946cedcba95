import { createUpdateSchema } from 'drizzle-zod';
import { z } from 'zod';
import { text } from '@/forms/fields';
import { m } from '@/paraglide/messages';
import { identifier, isBlank, isVisible } from '@/text-rules';
import { profiles, visibilities } from '../models/z.profile';
import { hasPublicProfiles, parts } from '@/site';
import { readWebAddress } from './read-web-address';
import { usernameLength, usernamePattern } from './username';

/** In characters (code points, after NFC and with a line break as one); for a website, of its URL. */
export const profileLimits = {
	usernameMin: usernameLength.min,
	username: usernameLength.max,
	displayName: 80,
	bio: 500,
	website: 200
} as const;

/** More than any way to write a username or a web address that is none too long. */
const TYPED_MAX = 1_600;

const usernameInvalid = () =>
	m.profile_username_invalid({ min: profileLimits.usernameMin, max: profileLimits.username });

/** Empty clears it. Whether it can be had is for `updateProfile` to say. */
export const username = z
	.string({ error: () => m.form_required() })
	.refine((typed) => isBlank(typed) || isVisible(typed), { error: usernameInvalid, abort: true })
	.trim()
	.max(TYPED_MAX, { error: usernameInvalid, abort: true })
	.overwrite(identifier)
	.refine((value) => value === '' || usernamePattern.test(value), { error: usernameInvalid })
	.transform((value) => value || null);

export const displayName = text({
	max: profileLimits.displayName,
	invalid: () => m.profile_display_name_invalid()
});

export const bio = text({
	max: profileLimits.bio,
	invalid: () => m.profile_bio_invalid(),
	lines: true
});

/** An http or https URL without credentials, in the form that the URL standard gives it. */
export const website = z
	.string({ error: () => m.form_required() })
	.trim()
	.max(TYPED_MAX, { error: () => m.form_too_long({ max: profileLimits.website }), abort: true })
	.transform((value, context) => {
		if (value === '') return null;
		const url = readWebAddress(value);
		if (!url) {
			context.addIssue(m.profile_website_invalid());
		} else if (url.username || url.password) {
			context.addIssue(m.profile_website_credentials());
		} else if (url.href.length > profileLimits.website) {
			const { website: max } = profileLimits;
			const isSpelledOut = [...value].length <= max;
			context.addIssue((isSpelledOut ? m.profile_website_too_long : m.form_too_long)({ max }));
		}
		return url?.href ?? z.NEVER;
	});

/** Empty means the default, which is private. */
export const visibility = z
	.enum([...visibilities, ''], { error: () => m.profile_visibility_invalid() })
	.transform((value) => value || 'private');

/** What a person changes of their profile, in the order of the page, which is that of the errors. */
const zProfileForm = createUpdateSchema(profiles, {
	displayName: () => displayName,
	username: () => username,
	bio: () => bio,
	website: () => website,
	visibility: () => visibility
}).pick({ displayName: true, username: true, bio: true, website: true, visibility: true });

/** The same with the fields that this site has: others are ignored, as unknown ones are. */
export function profileForm() {
	return zProfileForm.omit({
		...(!parts.usernames && { username: true }),
		// Seen on a page for everybody alone.
		...(!hasPublicProfiles() && { bio: true, website: true, visibility: true })
	});
}

/** What a newcomer is asked for, as far as this site has it. */
export const welcomeForm = () =>
	zProfileForm.pick({ displayName: true, ...(parts.usernames && { username: true }) });
