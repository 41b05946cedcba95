import type { Pathname } from '$app/types';

/** Where they are written and read. */
export const notesPage: Pathname = '/settings/notes';
