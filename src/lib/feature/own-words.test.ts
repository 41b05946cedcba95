import { expect, test } from 'vitest';
import type { Feature } from './feature';
import { checkOwnNames } from './own-words';

const event = (type: `${string}/${string}`) =>
	({ type, kind: 'account', sentence: () => 'Something' }) as const;
const mail = (template: `${string}/${string}`) => ({
	template,
	name: () => 'A mail',
	prepare: async () => null
});

test('takes what is called after its feature', () => {
	const notes = { name: 'notes', events: [event('notes/a'), event('notes/b')] };
	const lists = { name: 'lists', events: [event('lists/a')], mails: [mail('lists/a')] };
	expect(() => checkOwnNames([notes, lists, { name: 'plain' }])).not.toThrow();
});

test.each<[string, Partial<Feature>]>([
	['lists/a', { events: [event('lists/a')] }],
	['lists/a', { mails: [mail('lists/a')] }],
	['notes/a', { events: [event('notes/a'), event('notes/a')] }],
	['notes/a', { mails: [mail('notes/a'), mail('notes/b'), mail('notes/a')] }]
])('refuses %s of %o, so that the server does not start', (name, parts) => {
	expect(() => checkOwnNames([{ name: 'notes', ...parts }])).toThrow(`notes: ${name} must`);
});
