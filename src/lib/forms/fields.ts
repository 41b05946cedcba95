import { z } from 'zod';
import { m } from '@/paraglide/messages';
import { safePath } from '@/safe-path';

/** A field that must hold something. */
export const required = (max = 10_000) =>
	z
		.string({ error: () => m.form_required() })
		.min(1, { error: () => m.form_required() })
		.max(max, { error: () => m.form_too_long({ max }) });

/** Where to go afterwards; anything but a path of this site becomes `/`. */
export const redirectTo = z
	.string()
	.optional()
	.transform((value) => safePath(value));
