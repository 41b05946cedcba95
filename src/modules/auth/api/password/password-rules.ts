import { z } from 'zod';
import { m } from '@/paraglide/messages';
import { env } from '@/server/env';
import { hashToken } from '@/server/secrets';
import { siteName } from '@/site';
import { siteSlug } from '@/site-slug';

export const PASSWORD_MAX_LENGTH = 256;
const CONTEXT_WORD_MIN = 4;
const REMAINING_MIN = 8;

export type PasswordProblem = 'too-short' | 'too-long' | 'common' | 'personal';

/** No character of NFC is written with more than four code points, of two units each. */
const UNITS_MAX = PASSWORD_MAX_LENGTH * 4 * 2;

/**
 * Length as people count it (NIST SP 800-63B-4, 3.1.1.2): Unicode code points after NFC. What cannot
 * but be too long is not composed: with many marks that takes the square of their number in steps.
 */
export function passwordLength(password: string): number {
	if (password.length > UNITS_MAX) return Infinity;
	return [...password.normalize('NFC')].length;
}

/** Whether it has the characters that a new password must have at least. */
export const isLongEnough = (password: string): boolean =>
	passwordLength(password) >= env().PASSWORD_MIN_LENGTH;

/**
 * Why a new password is refused, or `null` where it is fine. There are no rules on its characters.
 * @param context what others know of the person: the address, the name.
 */
export async function checkPassword(
	password: string,
	context: (string | null | undefined)[]
): Promise<PasswordProblem | null> {
	if (!isLongEnough(password)) return 'too-short';
	if (passwordLength(password) > PASSWORD_MAX_LENGTH) return 'too-long';
	if (await isCommonPassword(password.normalize('NFC'))) return 'common';
	if (passwordLength(withoutWords(password, contextWords(context))) < REMAINING_MIN) {
		return 'personal';
	}
	return null;
}

type Words = ReadonlySet<string>;
let commonPasswords: Promise<readonly [Words, Words]> | undefined;

/** How much of a hash the list of long ones has, in hex: 40 bits, enough to meet no other password. */
const eachHash = /.{10}/g;

/**
 * Some 49,000 passwords from breaches, kept by the zxcvbn-ts project, few of which are as long as ours
 * have to be; and of the most used that are, 3,100 of 12 characters and more and as many of 15 and
 * more, hashes alone, as some are somebody's name. Loaded when first needed.
 */
async function loadCommonPasswords(): Promise<readonly [Words, Words]> {
	const [{ dictionary }, { default: long }] = await Promise.all([
		import('@zxcvbn-ts/language-common'),
		import('./long-common-passwords.json', { with: { type: 'json' } })
	]);
	return [
		new Set(dictionary['passwords-common'].map((entry) => String(entry).toLowerCase())),
		new Set(long.hashes.match(eachHash))
	];
}

/** Whether a password is among those that attackers try first (ASVS 6.2.4, 6.2.12). */
async function isCommonPassword(password: string): Promise<boolean> {
	const typed = password.toLowerCase();
	const [words, hashes] = await (commonPasswords ??= loadCommonPasswords());
	return words.has(typed) || hashes.has(hashToken(typed).slice(0, 10));
}

function contextWords(context: (string | null | undefined)[]): string[] {
	return [siteName, siteSlug.replaceAll('-', ''), ...context]
		.flatMap((text) =>
			(text ?? '')
				.normalize('NFC')
				.toLowerCase()
				.split(/[^\p{L}\p{N}]+/u)
		)
		.filter((word) => [...word].length >= CONTEXT_WORD_MIN)
		.sort((a, b) => b.length - a.length);
}

function withoutWords(password: string, words: string[]): string {
	return words.reduce(
		(rest, word) => rest.replaceAll(word, ''),
		password.normalize('NFC').toLowerCase()
	);
}

const typed = (missing: () => string) => z.string({ error: missing }).min(1, { error: missing });

/** A password as typed; whether it will do is judged by {@link checkPassword}, not by its shape. */
export const zTypedPassword = typed(() => m.password_required());
/** The same on a page that asks for two, where each error says which is missing. */
export const zCurrentPassword = typed(() => m.password_current_required());
export const zNewPassword = typed(() => m.password_new_required());

/** What the page needs to tell before anything is sent. */
export function passwordLimits() {
	const min = env().PASSWORD_MIN_LENGTH;
	return {
		min,
		max: PASSWORD_MAX_LENGTH,
		rules: `minlength: ${min}; maxlength: ${PASSWORD_MAX_LENGTH};`
	};
}

/** Why a password was refused, in plain words. */
export function passwordProblemMessage(problem: PasswordProblem): string {
	switch (problem) {
		case 'too-short':
			return m.password_too_short({ min: env().PASSWORD_MIN_LENGTH });
		case 'too-long':
			return m.password_too_long({ max: PASSWORD_MAX_LENGTH });
		case 'common':
			return m.password_common();
		case 'personal':
			return m.password_personal();
	}
}
