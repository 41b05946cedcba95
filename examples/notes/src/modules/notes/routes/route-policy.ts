import type { InterruptedForms } from '@/forms/interrupted-form';

/** What was typed comes back after another sign-in. */
export const notesForms = {
	'/settings/notes?/create': { fields: ['text'], comesBack: true }
} satisfies InterruptedForms;
