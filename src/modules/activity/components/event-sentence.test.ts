import { expect, test } from 'vitest';
import { overwriteGetLocale } from '@/paraglide/runtime';
import { eventSentence } from './event-sentence';

test.each([
	['en', 'E-mail address put back: link from a mail'],
	['de', 'Frühere E-Mail-Adresse wiederhergestellt: Link aus einer E-Mail']
] as const)('says in %s that an address was taken back by a mailed link', (locale, sentence) => {
	overwriteGetLocale(() => locale);
	const event = { type: 'email-restored', method: 'mail', newBrowser: false } as const;
	expect(eventSentence(event)).toBe(sentence);
});
