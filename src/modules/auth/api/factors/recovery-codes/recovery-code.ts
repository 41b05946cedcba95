import { createHmac, randomInt } from 'node:crypto';

/** Without 0, 1, I, L, O and U: what is read aloud or written down is not mistaken. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 10;

/** Codes of a set. */
export const RECOVERY_CODES = 10;

/** At so many left their owner is led to new ones. */
export const FEW_CODES = 2;

/** A new code as people see it, `XXXXX-XXXXX`: 49 random bits, which limits on tries guard. */
export function createRecoveryCode(): string {
	const letters = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]);
	return `${letters.slice(0, 5).join('')}-${letters.slice(5).join('')}`;
}

/**
 * A code as somebody typed or pasted it, without what a list adds to it: a number before it, dashes,
 * blanks, lower case and full-width letters.
 * @returns the ten letters, or `null` where it cannot be one.
 */
export function readRecoveryCode(typed: string): string | null {
	const text = typed.normalize('NFKC').toUpperCase().trim();
	// As it stands first: a code may begin with digits itself.
	return lettersOf(text) ?? lettersOf(text.replace(/^\d{1,2}(?:[.):]\s*|\s+)/, ''));
}

function lettersOf(text: string): string | null {
	const letters = text.replaceAll(/[\s\p{Pd}]/gu, '');
	const isCode =
		letters.length === LENGTH && [...letters].every((letter) => ALPHABET.includes(letter));
	return isCode ? letters : null;
}

/** What is stored of a code; see `recoveryCodes`. */
export const hashRecoveryCode = (key: Buffer, userId: string, letters: string): string =>
	createHmac('sha256', key).update(`recovery-code\0${userId}\0${letters}`).digest('hex');
