import { z } from 'zod';
import { m } from '@/paraglide/messages';
import { FORM_OWNER } from '@/posted-form';
import { safePath } from '@/redirect-to';
import { isBlank, isTakeable, isVisible, oneLine, severalLines } from '@/text-rules';

/** A field that must hold something. */
export const required = (max = 10_000) =>
	z
		.string({ error: () => m.form_required() })
		.min(1, { error: () => m.form_required() })
		.max(max, { error: () => m.form_too_long({ max }) });

interface TextRules {
	/** In characters: code points, composed, a line break as one. */
	max: number;
	/** Said of what hides or turns text, and of what nobody can see. */
	invalid: () => string;
	/** Several lines. */
	lines?: boolean;
}

/**
 * A text for people, such as a name: cleaned by the rules of `text-rules.ts`, `null` where it is empty.
 * What cannot but be too long is refused before it is composed, which with many marks takes the square
 * of their number in steps: no character of NFC is written with more than four code points, of two
 * units each.
 */
export const text = ({ max, invalid, lines = false }: TextRules) =>
	z
		.string({ error: () => m.form_required() })
		.refine((typed) => isBlank(typed) || isVisible(typed), { error: invalid, abort: true })
		.trim()
		.max(max * 8, { error: () => m.form_too_long({ max }), abort: true })
		.overwrite(lines ? severalLines : oneLine)
		.refine((read) => isTakeable(read, { lines }), { error: invalid, abort: true })
		.refine((read) => [...read].length <= max, { error: () => m.form_too_long({ max }) })
		.transform((read) => read || null);

/** A file, which must not be empty. What it is, and how large it may be, is for the operation to say. */
export const file = () =>
	z
		.file({ error: () => m.form_file_required() })
		// A browser that has none sends one without a name.
		.refine(({ size, name }) => size > 0 || !name, {
			error: () => m.form_file_empty(),
			abort: true
		})
		.min(1, { error: () => m.form_file_required() });

/** For whom its page was made: of a form on a page that is open to everybody. */
export const madeFor = { [FORM_OWNER]: z.string().optional() };

/** Where to go afterwards; anything but a path of this site becomes `/`. */
export const redirectTo = z
	.string()
	.optional()
	.transform((value) => safePath(value));
