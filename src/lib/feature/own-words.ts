import type { Feature } from './feature';

/**
 * What these features say of an entry of the record, in the reader's language; `undefined` where it is
 * none of theirs, or of one that was taken out.
 */
export const ownSentence = (type: string, features: readonly Feature[]): string | undefined =>
	features
		.flatMap(({ events = [] }) => events)
		.find((event) => event.type === type)
		?.sentence();

/** How these features call a mail, as {@link ownSentence}. */
export const ownMailName = (template: string, features: readonly Feature[]): string | undefined =>
	features
		.flatMap(({ mails = [] }) => mails)
		.find((mail) => mail.template === template)
		?.name();

/** @throws where what a feature records or mails is not called after it, or two things are called the same. */
export function checkOwnNames(features: readonly Feature[]): void {
	for (const { name, events = [], mails = [] } of features) {
		const names = [events.map(({ type }) => type), mails.map(({ template }) => template)];
		for (const own of names) {
			const wrong = own.find((one, at) => !one.startsWith(`${name}/`) || own.indexOf(one) !== at);
			if (wrong) throw new Error(`${name}: ${wrong} must begin with ${name}/ and be named once.`);
		}
	}
}
