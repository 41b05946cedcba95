import { expect, test } from 'vitest';
import { overwriteGetLocale } from '@/paraglide/runtime';
import { eventSentence } from './event-sentence';

test.each([
	['en', 'E-mail address put back: link from a mail'],
	['de', 'Frühere E-Mail-Adresse wiederhergestellt: Link aus einer E-Mail']
] as const)('says in %s that an address was taken back by a mailed link', (locale, sentence) => {
	overwriteGetLocale(() => locale);
	const event = {
		type: 'email-restored',
		method: 'mail',
		passkey: null,
		newBrowser: false
	} as const;
	expect(eventSentence(event)).toBe(sentence);
});

test('says which passkey it was, and takes no name of one for a way to sign in', () => {
	overwriteGetLocale(() => 'en');
	const signedIn = { type: 'signed-in', method: 'passkey', newBrowser: true } as const;
	expect(eventSentence({ ...signedIn, passkey: 'password' })).toBe(
		'Signed in: passkey “password”, on a new browser'
	);
	// It was gone when the sign-in ended.
	expect(eventSentence({ ...signedIn, passkey: null })).toBe(
		'Signed in: passkey, on a new browser'
	);
	const added = {
		type: 'passkey-added',
		method: 'mail',
		passkey: null,
		newBrowser: false
	} as const;
	expect(eventSentence(added)).toBe('Passkey added: mail');
});

test('says what a feature says of its own, and what it is called where nobody knows it', () => {
	overwriteGetLocale(() => 'en');
	const event = {
		type: 'notes/all-removed',
		method: null,
		passkey: null,
		newBrowser: false
	} as const;
	expect(eventSentence({ ...event, own: 'All notes deleted' })).toBe('All notes deleted');
	expect(eventSentence(event)).toBe(
		'Something for which this version has no words: notes/all-removed'
	);
});
