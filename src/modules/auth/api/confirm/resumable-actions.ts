import { m } from '@/paraglide/messages';
import { getProvider } from '$modules/oauth/api/get-provider';
import type { KeptAction } from '../kept-form/kept-fields';

type Fields = Record<string, string>;

/** What the page says before it lets an interrupted action go on. */
export type ResumedAction = { text: string; submit: string; isDangerous?: boolean };

const named = ({ provider = '' }: Fields) => ({
	provider: getProvider(provider)?.name ?? provider
});

/** The actions that /confirm can interrupt, by path and name, and what each will do. */
const resumableActions = {
	'/settings/account?/changeEmail': ({ email = '' }: Fields) => ({
		text: m.resume_email_text({ email }),
		submit: m.resume_email_submit()
	}),
	'/settings/account?/delete': () => ({
		text: m.resume_delete_text(),
		submit: m.resume_delete_submit(),
		isDangerous: true
	}),
	'/settings/connections?/connect': (fields: Fields) => ({
		text: m.resume_connect_text(named(fields)),
		submit: m.connections_connect(named(fields))
	}),
	'/settings/connections?/connectPending': (fields: Fields) => ({
		text: m.connections_waiting_text(named(fields)),
		submit: m.connections_connect(named(fields))
	}),
	'/settings/connections?/disconnect': (fields: Fields) => ({
		text: m.resume_disconnect_text(named(fields)),
		submit: m.connections_disconnect(named(fields)),
		isDangerous: true
	})
} satisfies Partial<Record<KeptAction, (fields: Fields) => ResumedAction>>;
export type ResumableAction = keyof typeof resumableActions;

/** What a kept action will do, or `null` where it is none that can be resumed. */
export function describeResumable(action: string, fields: Fields): ResumedAction | null {
	if (!Object.hasOwn(resumableActions, action)) return null;
	return resumableActions[action as ResumableAction](fields);
}
