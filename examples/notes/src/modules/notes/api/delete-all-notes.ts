import { eq } from 'drizzle-orm';
import { recordOwnEvent } from '$modules/activity/api/record-own-event';
import { createOwnerMail } from '$modules/auth/api/mails/owner-mail';
import type { ClientContext } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import { notes } from '../models/z.note';
import { noteEvents } from './note-events';
import { noteMails } from './note-mails';

/** Takes all of a person's own away, keeps that in the record and mails it, where there was one. */
export async function deleteAllNotes(
	{ userId, client, now }: { userId: string; client: ClientContext; now: Date },
	executor: Executor
): Promise<void> {
	const gone = await executor
		.delete(notes)
		.where(eq(notes.userId, userId))
		.returning({ id: notes.id });
	if (gone.length === 0) return;
	await recordOwnEvent({ userId, event: noteEvents.allRemoved, client, now }, executor);
	const { template } = noteMails.allRemoved;
	await createOwnerMail({ template, userId, about: userId, now }, executor);
}
