import type { Pathname } from '$app/types';
import { postedAction } from '@/posted-action';

/** A form: the path of its page, and the name of its action where it has one. */
type FormAction = Pathname | `${Pathname}?/${string}`;

/**
 * The actions whose forms can be kept while their sender proves who they are, by path and name, with
 * the fields that may be. Never a password, a code, a credential or a file.
 */
const keptFields = {
	'/settings/profile?/update': ['displayName', 'username', 'bio', 'website', 'visibility'],
	'/settings/preferences': ['theme', 'locale', 'timezone', 'notifyNewSignIn'],
	'/settings/account?/changeEmail': ['email'],
	'/settings/account?/delete': [],
	'/settings/connections?/connect': ['provider'],
	'/settings/connections?/connectPending': ['provider'],
	'/settings/connections?/disconnect': ['provider']
} as const satisfies Partial<Record<FormAction, readonly string[]>>;
export type KeptAction = keyof typeof keptFields;

/** More than any of these forms takes; what is longer is not kept. */
const FIELD_MAX = 5_000;

/** Whether a form may be kept; one that may not need not even be read. */
export const mayBeKept = (action: string): action is KeptAction =>
	Object.hasOwn(keptFields, action);

/** Forms with typed text: their pages show again what was kept of them. */
const returned: ReadonlySet<string> = new Set<KeptAction>([
	'/settings/profile?/update',
	'/settings/preferences',
	'/settings/account?/changeEmail'
]);

/** Whether a form's page shows again what was kept of it. */
export const comesBack = (action: string) => returned.has(action);

/** The fields that may be kept of a form, or `null` where it may not be kept at all. */
export function pickKeptFields(
	action: string,
	fields: Record<string, unknown>
): Record<string, string> | null {
	if (!mayBeKept(action)) return null;
	const names: readonly string[] = keptFields[action];
	const picked: Record<string, string> = {};
	for (const name of names) {
		const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
		if (typeof value === 'string' && value.length <= FIELD_MAX) picked[name] = value;
	}
	return picked;
}

/** Under which name the form posted to this address is kept: its path, and the action's name. */
export function keptAction(url: URL): string {
	const name = postedAction(url);
	return name === null ? url.pathname : `${url.pathname}?/${name}`;
}
