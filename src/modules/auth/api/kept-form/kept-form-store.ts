import { and, eq, gt } from 'drizzle-orm';
import { z } from 'zod';
import { type InterruptedForm, formOf } from '@/forms/interrupted-form';
import { db } from '@/server/db/client';
import { keepNewest } from '@/server/db/keep-newest';
import type { SealedRows } from '@/server/db/sealed-rows';
import { seal, unseal } from '@/server/seal';
import { keptForms } from '../../models/z.kept-form';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { authPages } from '../../routes/pages';
import { signedIn } from '../session/session-owner';

/** Whose form it is besides the person's: the interrupted session's, or the browser's without one. */
export type KeptFor = { sessionId: string } | { browserHash: string };

const PURPOSE = 'kept-form';

/** More than any of these forms takes; what is longer is not kept. */
const FIELD_MAX = 5_000;

/** Forms of one person that wait, in all sessions and browsers: the one that runs out first goes. */
const FORMS_MAX = 100;

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
	const sealed = seal(PURPOSE, id, JSON.stringify(kept));
	const expiresAt = new Date(Date.now() + lifetime);
	await db.transaction(async (tx) => {
		await tx.delete(keptForms).where(and(keptForIs(keptFor), eq(keptForms.action, action)));
		await tx.insert(keptForms).values({ id, userId, ...keptFor, action, sealed, expiresAt });
		const whose = eq(keptForms.userId, userId);
		await keepNewest({ table: keptForms, whose, by: keptForms.expiresAt, max: FORMS_MAX }, tx);
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

/** A form that is kept under an id in a session or browser, for as long as it is. */
const isThere = ({ id, keptFor }: { id: string; keptFor: KeptFor }) =>
	and(eq(keptForms.id, id), keptForIs(keptFor), gt(keptForms.expiresAt, new Date()));

/** Whether a form is kept, whosever it is: for who is yet to sign in. */
export const isFormKept = async (wanted: { id: string; keptFor: KeptFor }): Promise<boolean> =>
	(await db.$count(keptForms, isThere(wanted))) > 0;

/** A kept form, for the same person in the same session or browser, or `null`. */
export async function getKeptForm(wanted: { id: string; userId: string; keptFor: KeptFor }) {
	const { id, userId } = wanted;
	const row = await db
		.select({ action: keptForms.action, sealed: keptForms.sealed })
		.from(keptForms)
		.where(and(eq(keptForms.userId, userId), isThere(wanted)))
		.get();
	const text = row && unseal(PURPOSE, id, row.sealed);
	return text ? { action: row.action, fields: zFields.parse(JSON.parse(text)) } : null;
}

/**
 * Forgets the form of an action that a person is carrying out now: it was kept for one use. Mostly
 * none was, and who only looks takes no lock.
 */
export async function deleteKeptForm(form: {
	userId: string;
	keptFor: KeptFor;
	action: string;
}): Promise<void> {
	const { userId, keptFor, action } = form;
	const isIt = and(eq(keptForms.userId, userId), keptForIs(keptFor), eq(keptForms.action, action));
	const kept = await db.select({ id: keptForms.id }).from(keptForms).where(isIt).get();
	if (kept) await db.delete(keptForms).where(isIt);
}

/** The forms that wait, as the change of `AUTH_SECRET` finds them. */
export const sealedKeptForms: SealedRows = {
	table: keptForms,
	id: keptForms.id,
	sealed: keptForms.sealed,
	purpose: PURPOSE
};

type Forms = App.Locals['interruptedForms'];

/** The forms that go on after a confirmation: those whose entry describes what they will do. */
export type ResumableForm = {
	[Action in keyof Forms]: Forms[Action] extends { describe: unknown } ? Action : never;
}[keyof Forms];

/**
 * Keeps what was sent by a form that asks for a confirmation first, for this person in this session.
 * @returns the page on which it waits.
 */
export async function keepResumableForm(
	locals: App.Locals,
	action: ResumableForm,
	fields: Record<string, unknown>
): Promise<string> {
	const { userId, sessionId } = signedIn(locals).owner;
	const id = await createKeptForm({
		userId,
		keptFor: { sessionId },
		action,
		form: locals.interruptedForms[action],
		fields,
		lifetime: lifetimes.interruptedForm
	});
	return `${authPages.resume}?id=${id}`;
}

/** A form that waits for its sender, with what it will do, or `null` where none does under this id. */
export async function getResumableForm(locals: App.Locals, id: string) {
	const { userId, sessionId } = signedIn(locals).owner;
	const kept = await getKeptForm({ id, userId, keptFor: { sessionId } });
	const description = kept && formOf(locals.interruptedForms, kept.action)?.describe?.(kept.fields);
	return description ? { ...description, ...kept } : null;
}

/** Forgets the form of an action that is carried out now, should it have waited: once is enough. */
export async function forgetResumableForm(
	locals: App.Locals,
	action: ResumableForm
): Promise<void> {
	const { userId, sessionId } = signedIn(locals).owner;
	await deleteKeptForm({ userId, keptFor: { sessionId }, action });
}
