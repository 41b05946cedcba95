import { nameMethod } from '$modules/auth/api/session/name-method';
import { mailName } from '$modules/mail/api/outbox/mail-name';
import { providerName } from '$modules/oauth/api/get-provider';
import type { ShownPerson } from './get-person';

/** A person as a page shows them: mails and providers under their names, in the reader's language. */
export function namePerson(person: ShownPerson) {
	const { waysIn, lastEvents, mails } = person;
	const providers = waysIn.providers.map(({ provider, ...used }) => {
		return { ...used, provider: providerName(provider) };
	});
	return {
		...person,
		waysIn: { ...waysIn, providers },
		lastEvents: lastEvents.map(({ method, ...event }) => {
			return { ...event, method: method && nameMethod(method) };
		}),
		mails: mails.map((mail) => ({ ...mail, name: mailName(mail.template) }))
	};
}

export type NamedPerson = ReturnType<typeof namePerson>;
