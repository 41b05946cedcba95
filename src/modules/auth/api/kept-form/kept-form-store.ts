import { and, eq, gt } from 'drizzle-orm';
import { z } from 'zod';
import { db } from '@/server/db/client';
import { seal, unseal } from '@/server/seal';
import { keptForms } from '../../models/z.kept-form';
import { pickKeptFields } from './interrupted-forms';

/** Whose form it is besides the person's: the interrupted session's, or the browser's without one. */
export type KeptFor = { sessionId: string } | { browserHash: string };

const zFields = z.record(z.string(), z.string());

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
}): Promise<string | null> {
	const { userId, keptFor, action, lifetime } = form;
	const fields = pickKeptFields(action, form.fields);
	if (!fields) return null;

	const id = crypto.randomUUID();
	const sealed = seal('kept-form', id, JSON.stringify(fields));
	const expiresAt = new Date(Date.now() + lifetime);
	await db.transaction(async (tx) => {
		await tx.delete(keptForms).where(and(keptForIs(keptFor), eq(keptForms.action, action)));
		await tx.insert(keptForms).values({ id, userId, ...keptFor, action, sealed, expiresAt });
	});
	return id;
}

/** The rows of a session, or of a browser. */
const keptForIs = (keptFor: KeptFor) =>
	'sessionId' in keptFor
		? eq(keptForms.sessionId, keptFor.sessionId)
		: eq(keptForms.browserHash, keptFor.browserHash);

/** A kept form, for the same person in the same session or browser, or `null`. */
export async function getKeptForm(wanted: { id: string; userId: string; keptFor: KeptFor }) {
	const { id, userId, keptFor } = wanted;
	const row = await db
		.select({ action: keptForms.action, sealed: keptForms.sealed })
		.from(keptForms)
		.where(
			and(
				eq(keptForms.id, id),
				eq(keptForms.userId, userId),
				keptForIs(keptFor),
				gt(keptForms.expiresAt, new Date())
			)
		)
		.get();
	const text = row && unseal('kept-form', id, row.sealed);
	return text ? { action: row.action, fields: zFields.parse(JSON.parse(text)) } : null;
}

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
