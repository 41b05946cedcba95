import { error, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { forgetReturnedForm, getReturnedForm } from '$modules/auth/api/kept-form/returned-form';
import { asOwner, signedIn } from '$modules/auth/api/session/session-owner';
import { takeLimits } from '$modules/limits/api/take-limits';
import { createNote } from '$modules/notes/api/create-note';
import { deleteAllNotes } from '$modules/notes/api/delete-all-notes';
import { deleteNote } from '$modules/notes/api/delete-note';
import { listNotes } from '$modules/notes/api/list-notes';
import { noteLimits, zNewNote, zNoteRow } from '$modules/notes/api/note-fields';
import { noteRate } from '$modules/notes/api/note-rate';
import { clientContext } from '@/server/client-context';
import { setFlash } from '@/server/flash';
import { notesPage } from '$modules/notes/routes/pages';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => ({
	notes: await listNotes({ userId: signedIn(event.locals).user.id }),
	limits: noteLimits,
	returned: await getReturnedForm(event)
});

export const actions = {
	create: formAction(zNewNote, async (event, { text }, refuse) => {
		const { owner } = signedIn(event.locals);
		const { userId } = owner;
		await takeLimits([[noteRate, userId]]);
		const isKept = await asOwner(owner, (tx, now) => createNote({ userId, text, now }, tx));
		if (!isKept) return refuse(400, { message: m.notes_full({ max: noteLimits.count }) });
		await forgetReturnedForm(event);
		setFlash(event.cookies, 'flash_notes_kept');
		redirect(303, notesPage);
	}),
	remove: formAction(zNoteRow, async (event, { id }) => {
		const { owner } = signedIn(event.locals);
		const { userId } = owner;
		if (!(await asOwner(owner, (tx) => deleteNote({ userId, id }, tx)))) error(404);
		setFlash(event.cookies, 'flash_notes_removed');
		redirect(303, notesPage);
	}),
	removeAll: formAction(z.object({}), async (event) => {
		const { owner } = signedIn(event.locals);
		const { userId } = owner;
		const client = clientContext(event);
		await asOwner(owner, (tx, now) => deleteAllNotes({ userId, client, now }, tx));
		setFlash(event.cookies, 'flash_notes_all_removed');
		redirect(303, notesPage);
	})
} satisfies Actions;
