import type { Feature } from '@/feature/feature';
import { ownSentence } from '@/feature/own-words';
import { nameMethod } from '$modules/auth/api/session/name-method';
import { mailName } from '$modules/mail/api/outbox/mail-name';
import { providerName } from '$modules/oauth/api/get-provider';
import type { ShownPerson } from './get-person';

/**
 * A person as a page shows them: mails, providers and what features recorded under their names, in the
 * reader's language.
 */
export function namePerson(person: ShownPerson, features: readonly Feature[]) {
	const { waysIn, lastEvents, mails } = person;
	const providers = waysIn.providers.map(({ provider, ...used }) => {
		return { ...used, provider: providerName(provider) };
	});
	return {
		...person,
		waysIn: { ...waysIn, providers },
		lastEvents: lastEvents.map(({ method, ...event }) => {
			const own = ownSentence(event.type, features);
			return { ...event, method: method && nameMethod(method), own };
		}),
		mails: mails.map((mail) => ({ ...mail, name: mailName(mail.template, features) }))
	};
}

export type NamedPerson = ReturnType<typeof namePerson>;
