import { z } from 'zod';
import { required, text } from '@/forms/fields';
import { m } from '@/paraglide/messages';

/** Characters in one, and how many of them a person can have. */
export const noteLimits = { text: 500, count: 100 } as const;

/** Several lines for people to read, which must say something. */
const noteText = text({
	max: noteLimits.text,
	invalid: () => m.notes_invalid(),
	lines: true
}).refine((read) => read !== null, { error: () => m.form_required() });

export const zNewNote = z.object({ text: noteText });
export const zNoteRow = z.object({ id: required(64) });
