import { and, eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { keptForms } from '../../models/z.kept-form';

/** Forgets the form of an action that a session is carrying out now: it was kept for one use. */
export async function deleteKeptForm({
	sessionId,
	action
}: {
	sessionId: string;
	action: string;
}): Promise<void> {
	await db
		.delete(keptForms)
		.where(and(eq(keptForms.sessionId, sessionId), eq(keptForms.action, action)));
}
