import { z } from 'zod';
import { m } from '@/paraglide/messages';
import { safePath } from '@/safe-path';

/** A field that must hold something. */
export const required = (max = 10_000) =>
	z
		.string({ error: () => m.form_required() })
		.min(1, { error: () => m.form_required() })
		.max(max, { error: () => m.form_too_long({ max }) });

/** A file, which must not be empty. What it is, and how large it may be, is for the operation to say. */
export const file = () =>
	z.file({ error: () => m.form_file_required() }).min(1, { error: () => m.form_file_required() });

/** Where to go afterwards; anything but a path of this site becomes `/`. */
export const redirectTo = z
	.string()
	.optional()
	.transform((value) => safePath(value));
