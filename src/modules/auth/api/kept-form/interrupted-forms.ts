import type { InterruptedForm, InterruptedForms, Resumption } from '@/forms/interrupted-form';
import { m } from '@/paraglide/messages';
import { postedAction } from '@/posted-action';
import { getProvider } from '$modules/oauth/api/get-provider';
import { preferencesForms } from '$modules/preferences/routes/route-policy';
import { profileForms } from '$modules/profile/routes/route-policy';

type Fields = Record<string, string>;

const named = ({ provider = '' }: Fields) => ({
	provider: getProvider(provider)?.name ?? provider
});

const ownForms = {
	'/settings/account?/changeEmail': {
		fields: ['email'],
		comesBack: true,
		describe: ({ email = '' }: Fields) => ({
			text: m.resume_email_text({ email }),
			submit: m.resume_email_submit()
		})
	},
	'/settings/account?/delete': {
		fields: [],
		describe: () => ({
			text: m.resume_delete_text(),
			submit: m.resume_delete_submit(),
			isDangerous: true
		})
	},
	'/settings/connections?/connect': {
		fields: ['provider'],
		describe: (fields: Fields) => ({
			text: m.resume_connect_text(named(fields)),
			submit: m.connections_connect(named(fields))
		})
	},
	'/settings/connections?/connectPending': {
		fields: ['provider'],
		describe: (fields: Fields) => ({
			text: m.connections_waiting_text(named(fields)),
			submit: m.connections_connect(named(fields))
		})
	},
	'/settings/connections?/disconnect': {
		fields: ['provider'],
		describe: (fields: Fields) => ({
			text: m.resume_disconnect_text(named(fields)),
			submit: m.connections_disconnect(named(fields)),
			isDangerous: true
		})
	}
} satisfies InterruptedForms;

/** The forms that /confirm can interrupt, to go on afterwards. */
export type ResumableForm = keyof typeof ownForms;

const forms: InterruptedForms = { ...profileForms, ...preferencesForms, ...ownForms };

const formOf = (name: string): InterruptedForm | undefined =>
	Object.entries(forms).find(([known]) => known === name)?.[1];

/** Under which name the form posted to this address is kept: its path, and the action's name. */
export function nameOfForm(url: URL): string {
	const action = postedAction(url);
	return action === null ? url.pathname : `${url.pathname}?/${action}`;
}

/** Whether a form may be kept; one that may not need not even be read. */
export const mayBeKept = (name: string) => formOf(name) !== undefined;

/** Whether a form's page shows again what was kept of it. */
export const comesBack = (name: string) => formOf(name)?.comesBack === true;

/** What a kept form will do, or `null` where it cannot go on by itself. */
export const describeForm = (name: string, fields: Fields): Resumption | null =>
	formOf(name)?.describe?.(fields) ?? null;

/** More than any of these forms takes; what is longer is not kept. */
const FIELD_MAX = 5_000;

/** The fields that may be kept of a form, or `null` where it may not be kept at all. */
export function pickKeptFields(name: string, typed: Record<string, unknown>): Fields | null {
	const form = formOf(name);
	if (!form) return null;
	const picked: Fields = {};
	for (const field of form.fields) {
		const value = Object.hasOwn(typed, field) ? typed[field] : undefined;
		if (typeof value === 'string' && value.length <= FIELD_MAX) picked[field] = value;
	}
	return picked;
}
