/**
 * What is done to text before it is judged, by what its field is; docs/security.md has the table.
 * What means nothing is dropped, what a keyboard wrote in another width is folded, and nobody is told
 * off for characters that they cannot see. Nothing here looks at length: bound a text first.
 */

/** Letters, digits and signs as Chinese, Japanese and Korean keyboards write them. */
const otherWidth = /[\u3000\uFE50-\uFE6B\uFF01-\uFFEE]/g;

/** Shows nothing and does nothing, wherever it stands: zero-width space, marks of direction and such. */
const meaningless =
	/[\u00AD\u061C\u200B\u200E\u200F\u2060-\u2064\u206A-\u206F\uFEFF\uFFF9-\uFFFB]/g;

/** Joiners (ZWNJ, ZWJ) shape other scripts, and emoji, alone: beside ASCII or at an end they are idle. */
const dropIdleJoiners = (text: string): string =>
	text.replace(/[\u200C\u200D]+/g, (run, at: number) =>
		[text[at - 1], text[at + run.length]].some((letter = ' ') => letter < '\x80') ? '' : run
	);

const ignorable = /(?![\u200C\u200D])\p{Default_Ignorable_Code_Point}/gu;

/** Blanks of another kind, but the one between Japanese names. */
const otherBlanks = /[\t\u00A0\u1680\u2000-\u200A\u202F\u205F]/g;

/** What piles up on a letter; those of Tibetan are its letters, one below the other. */
const pile = /([\p{M}--\p{Script=Tibetan}]{4})[\p{M}--\p{Script=Tibetan}]+/gv;
const tibetanPile = /([\p{M}&&\p{Script=Tibetan}]{8})[\p{M}&&\p{Script=Tibetan}]+/gv;

/** Controls, halves of characters, breaks of lines, and what turns the direction of a text. */
const untakeable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u;
const untakeableButBreak = new RegExp(`(?!\\n)${untakeable.source}`, 'u');

/** Full-width forms as the plain ones; every other character, and the length, stay as they are. */
export const foldWidth = (text: string): string =>
	text.replace(otherWidth, (letter) => {
		const folded = letter.normalize('NFKC');
		return folded.length === 1 ? folded : letter;
	});

/** An address or a name for machines: folded, without what cannot be seen and blanks around it. */
export const identifier = (text: string): string =>
	dropIdleJoiners(foldWidth(text).replace(ignorable, '')).trim();

/** A code from a mail or an app, or a text around one: an identifier in capitals with plain dashes. */
export const codeText = (text: string): string =>
	identifier(text)
		.replace(/[\p{Pd}\u2043\u2212\u2500\u30FC]/gu, '-')
		.replace(/[a-z]/g, (letter) => letter.toUpperCase());

/** A name or title: composed (NFC), no more than four marks on a letter, blanks of one kind. */
export const oneLine = (text: string): string =>
	plain(text).replace(otherBlanks, ' ').replace(/ {2,}/g, ' ').trim();

/** A text of several lines: as {@link oneLine}, with its breaks and blanks, each break one character. */
export const severalLines = (text: string): string =>
	plain(text.replace(/\r\n?/g, '\n')).replaceAll('\t', ' ').trim();

const plain = (text: string): string =>
	text.replace(meaningless, '').normalize('NFC').replace(pile, '$1').replace(tibetanPile, '$1');

/** Whether something in it would hide, break or turn text and cannot just be dropped. */
export const isTakeable = (text: string, { lines = false } = {}): boolean =>
	!(lines ? untakeableButBreak : untakeable).test(text);

/** What {@link isTakeable} refuses, as a blank: for text whose writer cannot be asked. */
export const withoutUntakeable = (text: string): string =>
	text.replace(new RegExp(untakeable.source, 'gu'), ' ');

/** A text of joiners, fillers and blanks alone would be a name that nobody can see or click. */
export const isVisible = (text: string): boolean =>
	/[^\p{Default_Ignorable_Code_Point}\p{Z}\p{C}\p{M}\u2800]/u.test(text);

/** Whether nothing was typed: of what is invisible, blanks alone count as nothing. */
export const isBlank = (text: string): boolean => /^[\t\n\r\p{Zs}]*$/u.test(text);
