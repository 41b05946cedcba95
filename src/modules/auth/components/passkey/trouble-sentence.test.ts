import { describe, expect, test } from 'vitest';
import { locales, overwriteGetLocale } from '@/paraglide/runtime';
import { troubleSentence } from './trouble-sentence';

const named = (name: string, message = `${name}: the browser's own words.`) =>
	new DOMException(message, name);

const unfocused = 'The document is not focused.';
const calm = {
	make: 'No passkey was made. You can try again; a security key needs a PIN of its own.',
	use: 'No passkey was used. You can try again, or go on another way.'
};
const failed = 'Your browser could not reach the passkey. Try again, or go on another way.';
const unsupported =
	'This device cannot do what a passkey needs. Use another device, or go on another way.';

/** What the browser said; what we say where a passkey was to be used, and to be made. */
const cases: [said: string, error: unknown, use: string, make: string][] = [
	['cancelled', named('NotAllowedError'), calm.use, calm.make],
	['ended', named('AbortError'), calm.use, calm.make],
	['out of time', named('TimeoutError'), calm.use, calm.make],
	['no credential', null, calm.use, calm.make],
	['no error at all', 'NotSupportedError', calm.use, calm.make],
	[
		'not focused',
		named('NotAllowedError', unfocused),
		...twice('Your browser wants to see you on this page first. Click the button once more.')
	],
	[
		'one that is known',
		named('InvalidStateError'),
		failed,
		'A passkey for your account is there already. Use that one, or make one on another device.'
	],
	[
		'no user verification',
		named('ConstraintError'),
		...twice('That key cannot tell that it is you. Give it a PIN, or use another device.')
	],
	['no algorithm of ours', named('NotSupportedError'), ...twice(unsupported)],
	[
		'another host',
		named('SecurityError'),
		...twice('Passkeys do not work at this address. Go on another way.')
	],
	['something new', named('DataError'), ...twice(failed)],
	['not focused, by another name', named('UnknownError', unfocused), ...twice(failed)],
	['what an extension throws', new TypeError('Illegal invocation'), ...twice(failed)]
];

function twice(sentence: string): [string, string] {
	return [sentence, sentence];
}

test.each(cases)('says one thing: %s', (_, error, use, make) => {
	overwriteGetLocale(() => 'en');
	expect(troubleSentence(error, 'use')).toBe(use);
	expect(troubleSentence(error, 'make')).toBe(make);
});

describe.each(locales)('in %s', (locale) => {
	test.each(cases)('a sentence, and nothing of the exception: %s', (_, error) => {
		overwriteGetLocale(() => locale);
		for (const what of ['use', 'make'] as const) {
			const sentence = troubleSentence(error, what);
			expect(sentence).toMatch(/\S.*[.。]$/u);
			expect(sentence).not.toMatch(/Error|Exception|own words|Illegal|passkey_/);
		}
	});
});
