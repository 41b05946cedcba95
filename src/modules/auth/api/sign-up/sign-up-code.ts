import { randomInt } from 'node:crypto';
import { codeText } from '@/text-rules';

/** Without look-alikes: no I, L, O, 0 or 1. Eight of them are 39 bits, for five tries in an hour. */
const alphabet = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const length = 8;

/** A new code, bare; {@link formatCode} makes it readable. */
export function createCode(): string {
	return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** `XXXX-XXXX` */
export const formatCode = (code: string) => `${code.slice(0, 4)}-${code.slice(4)}`;

/**
 * A code as typed or pasted, in any case and width, with or without dash and spaces, or with the text
 * around it, such as the mail's subject; `null` where it cannot be one, or could be several.
 */
export function parseCode(typed: string): string | null {
	const text = codeText(typed);
	const bare = text.replace(/[\s-]/g, '');
	if (whole.test(bare)) return bare;
	for (const pattern of [inText, inTextWithoutDash]) {
		const codes = new Set([...text.matchAll(pattern)].map((match) => `${match[1]}${match[2]}`));
		if (codes.size > 0) return codes.size === 1 ? ([...codes][0] ?? null) : null;
	}
	return null;
}

const half = `([${alphabet}]{4})`;
const whole = new RegExp(`^[${alphabet}]{${length}}$`);
// Beside letters of another script it is still one: Japanese writes no blanks.
const alone = (pattern: string) =>
	new RegExp(`(?<![\\p{Script=Latin}\\d])${pattern}(?![\\p{Script=Latin}\\d])`, 'gu');
const inText = alone(`${half} ?- ?${half}`);
const inTextWithoutDash = alone(`${half}${half}`);
