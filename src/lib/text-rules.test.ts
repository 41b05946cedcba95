import { describe, expect, test } from 'vitest';
import {
	codeText,
	identifier,
	isBlank,
	isTakeable,
	isVisible,
	oneLine,
	severalLines,
	withoutUntakeable
} from './text-rules';

describe('an identifier', () => {
	test.each([
		['ada＠example.com', 'ada@example.com'],
		['ada﹫example.com', 'ada@example.com'],
		['ＡｄａＬ＿１', 'AdaL_1'],
		['ada\u00a0', 'ada'],
		['\u3000\u2003\u202fada\t\u2007', 'ada'],
		['\ufeffada\u200b', 'ada'],
		['a\u2060d\u00ada', 'ada'],
		['\u2068ada\u2069', 'ada'],
		['a\u200cd\u200d\u200d\u200da\u200c', 'ada'],
		['a\ufe0fda', 'ada'],
		['نامه\u200cای', 'نامه\u200cای'],
		['\u212Aate', '\u212Aate'],
		['ﬁ²①', 'ﬁ²①']
	])('%j is read as %j', (typed, read) => expect(identifier(typed)).toBe(read));
});

describe('a code', () => {
	test.each([
		['ａｂｃｄ－２３４５', 'ABCD-2345'],
		['abcdー2345', 'ABCD-2345'],
		['abcdｰ2345', 'ABCD-2345'],
		['abcd–2345', 'ABCD-2345'],
		['abcd−2345', 'ABCD-2345'],
		['abcd\u20602345\u200b', 'ABCD2345'],
		['straße', 'STRAßE']
	])('%j is read as %j', (typed, read) => expect(codeText(typed)).toBe(read));
});

describe('a text of one line', () => {
	test.each([
		['\u200fדנה לוי\u200f', 'דנה לוי'],
		['Ada\tLovelace', 'Ada Lovelace'],
		['Ada\u200bLove\u00adlace', 'AdaLovelace'],
		['Ada\u00a0\u202fLovelace', 'Ada Lovelace'],
		['山田\u3000太郎', '山田\u3000太郎'],
		['\u061cسارة', 'سارة'],
		['Zoe\u0301', 'Zoé'],
		['می\u200cخواهم', 'می\u200cخواهم'],
		['ශ්\u200dරී', 'ශ්\u200dරී'],
		['മോഹന്\u200d', 'മോഹന്\u200d'],
		['👩\u200d🚀 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤\ufe0f', '👩\u200d🚀 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤\ufe0f']
	])('%j is read as %j', (typed, read) => expect(oneLine(typed)).toBe(read));
});

describe('marks piled up on a letter', () => {
	test.each([
		[`Z${'\u0336'.repeat(30)}oe`, `Z${'\u0336'.repeat(4)}oe`],
		[`ก${'็'.repeat(50)}`, `ก${'็'.repeat(4)}`],
		[`a${'\u0316\u0301'.repeat(9)}`, `á${'\u0316'.repeat(4)}`]
	])('are cut to four: %j', (typed, read) => expect(oneLine(typed)).toBe(read.normalize('NFC')));

	test.each([
		['Vietnamese', 'Nguyễn Thị Thuỷ'.normalize('NFD'), 'Nguyễn Thị Thuỷ'],
		['Thai', 'ชื่อผู้ใหญ่น้ำที่นี่'],
		['Tibetan', 'བསྒྲུབས་རྫོགས་ཧཱུྃ'],
		['Tibetan, eight deep', 'ཧྐྵྨླྺྼྻ'],
		['Hebrew, with points', 'שָׁלוֹם בְּרֵאשִׁ֖ית'],
		['Devanagari', 'क्षत्रिय़ाँ'.normalize('NFC')],
		['Arabic, with vowels', 'مُحَمَّدٌ اللَّٰه'],
		['Burmese', 'မြန်မာ့ကျွန်ုပ်'],
		['keycaps', '1️⃣2️⃣']
	])('of %s stay', (_name, typed, read = typed) =>
		expect(oneLine(typed)).toBe(read.normalize('NFC'))
	);
});

test('a text of several lines keeps its breaks and blanks, and loses what means nothing', () => {
	expect(severalLines(' One\u200f\r\n\tTwo  \u00a0!\rThree\ufeff ')).toBe(
		'One\n Two  \u00a0!\nThree'
	);
});

test('what turns, breaks or hides text is not just dropped', () => {
	for (const letter of [
		'\0',
		'\u0085',
		'\u2028',
		'\u202a',
		'\u202e',
		'\u2066',
		'\u2069',
		'\ud800'
	]) {
		expect([letter, isTakeable(`a${letter}b`), isTakeable(`a${letter}b`, { lines: true })]).toEqual(
			[letter, false, false]
		);
		expect(withoutUntakeable(`a${letter}b`)).toBe('a b');
	}
	expect([isTakeable('a\nb'), isTakeable('a\nb', { lines: true })]).toEqual([false, true]);
});

test('what nobody can see is neither visible nor blank', () => {
	for (const text of [
		'\u200b',
		'\u2060\ufeff',
		'\u200d',
		'\u3164',
		'\u115f\u1160',
		'\u200f \u200e'
	]) {
		expect([text, isVisible(text), isBlank(text)]).toEqual([text, false, false]);
	}
	for (const text of ['', ' \t', '\u00a0\u3000', '\r\n']) expect(isBlank(text)).toBe(true);
	expect(isVisible('\u200fא')).toBe(true);
});
