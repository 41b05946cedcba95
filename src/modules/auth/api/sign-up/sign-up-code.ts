import { randomInt } from 'node:crypto';

/** Without look-alikes: no I, L, O, 0 or 1. Eight of them are 39 bits, for five tries in an hour. */
const alphabet = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const length = 8;

/** A new code, bare; {@link formatCode} makes it readable. */
export function createCode(): string {
	return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** `XXXX-XXXX` */
export const formatCode = (code: string) => `${code.slice(0, 4)}-${code.slice(4)}`;

/** A code as typed, in any case, with or without dash and spaces; `null` where it cannot be one. */
export function parseCode(typed: string): string | null {
	const code = typed.toUpperCase().replace(/[\s\p{Pd}]/gu, '');
	return code.length === length && [...code].every((letter) => alphabet.includes(letter))
		? code
		: null;
}
