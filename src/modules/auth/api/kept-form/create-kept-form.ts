import { and, eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { seal } from '@/server/seal';
import { keptForms } from '../../models/z.kept-form';
import { pickKeptFields } from './kept-fields';

/** Whose form it is besides the person's: the interrupted session's, or the browser's without one. */
export type KeptFor = { sessionId: string } | { browserHash: string };

/**
 * Keeps what was typed into a form, encrypted. One a place and action: a later one replaces it.
 * @param form.lifetime in milliseconds.
 * @returns its id, or `null` where this form may not be kept.
 */
export async function createKeptForm(form: {
	userId: string;
	keptFor: KeptFor;
	action: string;
	fields: Record<string, unknown>;
	lifetime: number;
	now?: Date;
}): Promise<string | null> {
	const { userId, keptFor, action, lifetime, now = new Date() } = form;
	const fields = pickKeptFields(action, form.fields);
	if (!fields) return null;

	const id = crypto.randomUUID();
	const sealed = seal('kept-form', id, JSON.stringify(fields));
	const expiresAt = new Date(now.getTime() + lifetime);
	await db.transaction(async (tx) => {
		await tx.delete(keptForms).where(and(keptForIs(keptFor), eq(keptForms.action, action)));
		await tx.insert(keptForms).values({ id, userId, ...keptFor, action, sealed, expiresAt });
	});
	return id;
}

/** The rows of a session, or of a browser. */
export const keptForIs = (keptFor: KeptFor) =>
	'sessionId' in keptFor
		? eq(keptForms.sessionId, keptFor.sessionId)
		: eq(keptForms.browserHash, keptFor.browserHash);
