import { and, eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { keptForms } from '../../models/z.kept-form';
import { keptForIs, type KeptFor } from './create-kept-form';

/** Forgets the form of an action that a person is carrying out now: it was kept for one use. */
export async function deleteKeptForm(form: {
	userId: string;
	keptFor: KeptFor;
	action: string;
}): Promise<void> {
	const { userId, keptFor, action } = form;
	await db
		.delete(keptForms)
		.where(and(eq(keptForms.userId, userId), keptForIs(keptFor), eq(keptForms.action, action)));
}
