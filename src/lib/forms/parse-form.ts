import { error } from '@sveltejs/kit';
import type { z } from 'zod';
import { m } from '@/paraglide/messages';
import { FORM_OWNER, COOKIE_CHECK } from '../posted-form';

/** What a page shows again after a form was refused. */
export type FormFailure = {
	/** Which of the page's forms it was: the action's name. */
	action: string;
	/** What was typed, secrets and files left out. */
	values: Record<string, string>;
	/** A sentence for each field in error, in the reader's language. */
	errors: Record<string, string>;
	/** A sentence on the form as a whole. */
	message?: string;
	/** Nothing was refused: it is what was typed before a session ended. */
	isReturned?: boolean;
};

/** Never sent back to the browser. */
const secretFields = new Set([
	'password',
	'currentPassword',
	'newPassword',
	'code',
	'credential',
	'proof'
]);

export type Parsed<T> = {
	values: FormFailure['values'];
	/** What came in the form's fields, secrets too. */
	sent: Record<string, FormDataEntryValue>;
	/** For whom the form was made, where it says so. */
	owner: FormDataEntryValue | null;
	/** There where its page made sure that the browser has a cookie of ours. */
	cookieCheck: FormDataEntryValue | null;
} & ({ ok: true; data: T } | { ok: false; errors: FormFailure['errors'] });

/**
 * Reads a form against its schema. Unknown fields are ignored; a field that comes twice, or as a
 * file where text is due, is an error at that field.
 * @throws 415 when the body is not a form, 400 when it is a damaged one.
 */
export async function parseForm<S extends z.ZodObject>(
	request: Request,
	schema: S
): Promise<Parsed<z.output<S>>> {
	const form = await readForm(request);
	const owner = form.get(FORM_OWNER);
	const cookieCheck = form.get(COOKIE_CHECK);
	const sent: Record<string, FormDataEntryValue> = {};
	const values: FormFailure['values'] = {};
	const errors: FormFailure['errors'] = {};

	for (const name of Object.keys(schema.shape)) {
		const entries = form.getAll(name);
		const [entry] = entries;
		if (entry === undefined) continue;
		sent[name] = entry;
		if (typeof entry === 'string' && !secretFields.has(name)) values[name] = entry;
		if (entries.length > 1) errors[name] = m.form_field_twice();
	}

	const result = schema.safeParse(sent);
	for (const issue of result.error?.issues ?? []) {
		const name = String(issue.path[0]);
		const isFile = issue.code === 'invalid_type' && sent[name] instanceof File;
		errors[name] ??= isFile ? m.form_no_file() : issue.message;
	}
	const parsed = { owner, cookieCheck, values, sent };
	if (Object.keys(errors).length > 0 || !result.success) return { ok: false, ...parsed, errors };
	return { ok: true, ...parsed, data: result.data };
}

const formType = /^(?:application\/x-www-form-urlencoded|multipart\/form-data)\s*(?:;|$)/i;

/**
 * The fields of a posted form.
 * @throws 415 when the body is not a form, 400 when it is a damaged one.
 */
export async function readForm(request: Request): Promise<FormData> {
	if (!formType.test(request.headers.get('content-type') ?? '')) error(415);
	try {
		return await request.formData();
	} catch (cause) {
		if (cause instanceof TypeError) error(400);
		throw cause;
	}
}
