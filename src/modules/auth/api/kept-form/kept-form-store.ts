import { and, eq, gt } from 'drizzle-orm';
import { z } from 'zod';
import type { InterruptedForm } from '@/forms/interrupted-form';
import { db } from '@/server/db/client';
import { seal, unseal } from '@/server/seal';
import { keptForms } from '../../models/z.kept-form';

/** Whose form it is besides the person's: the interrupted session's, or the browser's without one. */
export type KeptFor = { sessionId: string } | { browserHash: string };

/** More than any of these forms takes; what is longer is not kept. */
const FIELD_MAX = 5_000;

const zFields = z.record(z.string(), z.string());

/**
 * Keeps what was typed into a form, encrypted. One a place and action: a later one replaces it.
 * @param input.fields whatever was sent; only what may be kept of the form is.
 * @param input.lifetime in milliseconds.
 * @returns its id.
 */
export async function createKeptForm(input: {
	form: InterruptedForm;
	userId: string;
	keptFor: KeptFor;
	action: string;
	fields: Record<string, unknown>;
	lifetime: number;
}): Promise<string> {
	const { userId, keptFor, action, lifetime } = input;
	const id = crypto.randomUUID();
	const kept = pickFields(input.form, input.fields);
	const sealed = seal('kept-form', id, JSON.stringify(kept));
	const expiresAt = new Date(Date.now() + lifetime);
	await db.transaction(async (tx) => {
		await tx.delete(keptForms).where(and(keptForIs(keptFor), eq(keptForms.action, action)));
		await tx.insert(keptForms).values({ id, userId, ...keptFor, action, sealed, expiresAt });
	});
	return id;
}

function pickFields({ fields }: InterruptedForm, sent: Record<string, unknown>) {
	const picked: Record<string, string> = {};
	for (const name of fields) {
		const value = Object.hasOwn(sent, name) ? sent[name] : undefined;
		if (typeof value === 'string' && value.length <= FIELD_MAX) picked[name] = value;
	}
	return picked;
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
