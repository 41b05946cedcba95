import { expect, test } from 'vitest';
import { initialsOf } from './initials';

test.each([
	['Ada Lovelace', 'AL'],
	['Ada King, Countess of Lovelace', 'AL'],
	['ada@example.org', 'A'],
	['  élodie ', 'É'],
	['🏮 lantern', 'L'],
	['李 小龍', '李小'],
	['🏮', '']
])('the initials of %j are %j', (name, initials) => {
	expect(initialsOf(name)).toBe(initials);
});
