import type { Claims } from './read-profile.ts';

/** Written in Chinese, Japanese or Korean, where the family name comes first. */
const familyFirst = /^[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}ー・\s]+$/u;

/** Address and name among the standard claims (OpenID Connect Core 1.0 §5.1). */
export function openIdProfile(claims: Record<string, unknown>): Claims {
	return {
		email: text(claims.email),
		emailVerified: claims.email_verified,
		displayName:
			text(claims.name) ??
			bothNames(text(claims.given_name), text(claims.family_name)) ??
			text(claims.nickname) ??
			// Often the address: nothing to be greeted by.
			text(text(claims.preferred_username)?.replace(/^.*@.*$/s, ''))
	};
}

const text = (value: unknown) => (typeof value === 'string' && value.trim()) || undefined;

function bothNames(given?: string, family?: string): string | undefined {
	const names =
		given && family && familyFirst.test(given + family) ? [family, given] : [given, family];
	return names.filter(Boolean).join(' ') || undefined;
}
