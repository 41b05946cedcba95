import { db } from '@/server/db/client';
import { m } from '@/paraglide/messages';
import type { Feature } from '@/feature/feature';
import { eraseNotes } from './api/erase-notes';
import { exportNotes } from './api/export-notes';
import { noteEvents } from './api/note-events';
import { noteMails } from './api/note-mails';
import { seedNotes } from './api/seed-notes';
import { notes } from './models/z.note';
import { notesPage } from './routes/pages';
import { notesForms } from './routes/route-policy';

/** What people write down for themselves. */
export const notesFeature = {
	name: 'notes',
	forms: notesForms,
	settings: [{ href: notesPage, label: m.notes_title }],
	archive: {
		files: exportNotes,
		describe: (options) => [m.notes_archive({}, options)],
		leavesOut: { 'notes.id': 'says nothing about the person' }
	},
	erase: eraseNotes,
	events: Object.values(noteEvents),
	mails: Object.values(noteMails),
	kept: [
		{
			what: 'Notes',
			tables: ['notes'],
			ends: 'with the account',
			until: 'until its owner deletes it, or the account is erased'
		}
	],
	figures: [
		{
			name: 'porchlight_notes',
			help: 'Notes that people keep.',
			read: () => db.$count(notes)
		}
	],
	seed: seedNotes
} satisfies Feature;
