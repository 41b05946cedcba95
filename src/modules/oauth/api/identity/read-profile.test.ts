import { expect, test } from 'vitest';
import { readProfile } from './read-profile';

const nameOf = (displayName: unknown) => readProfile({ displayName }).displayName;

test.each([
	['می\u200cخواهم', 'می\u200cخواهم'],
	['ශ්\u200dරී', 'ශ්\u200dරී'],
	['👩\u200d🚀 Ada', '👩\u200d🚀 Ada'],
	['\u200fדנה לוי', 'דנה לוי'],
	['Ada\u200b\tLovelace', 'Ada Lovelace'],
	[' Ada \n Lovelace\0', 'Ada Lovelace'],
	['Ada\u202eLovelace', 'Ada Lovelace'],
	[`Z${'\u0336'.repeat(50)}oe`, `Z${'\u0336'.repeat(4)}oe`],
	['a'.repeat(90), 'a'.repeat(80)],
	['\u200d\u200b', null],
	['\u3164', null],
	[' ', null],
	[42, null]
])('a name is read by the rules of a name that is typed: %j', (said, read) => {
	expect(nameOf(said)).toBe(read);
});

test('an endless name of marks is read at once', () => {
	const start = performance.now();
	nameOf(`a${'\u0301'.repeat(300_000)}${'\u0316'.repeat(300_000)}`);
	expect(performance.now() - start).toBeLessThan(500);
});
