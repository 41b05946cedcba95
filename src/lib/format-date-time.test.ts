import { describe, expect, it } from 'vitest';
import { formatDateTime, isTimezone } from './format-date-time';

const noon = new Date('2026-11-22T12:00:00Z');
const en = { locale: 'en', timezone: 'UTC' };
/** Without the blanks that languages differ in. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('formatDateTime', () => {
	it('says today and yesterday, the year only when it is another', () => {
		const short = (iso: string) => plain(formatDateTime(new Date(iso), en, noon).short);
		expect(short('2026-11-22T09:05:00Z')).toBe('today 09:05');
		expect(short('2026-11-21T23:59:00Z')).toBe('yesterday 23:59');
		expect(short('2026-11-20T23:59:00Z')).toBe('20 Nov, 23:59');
		expect(short('2025-11-22T12:00:00Z')).toBe('22 Nov 2025, 12:00');
		expect(short('2026-11-23T00:10:00Z')).toBe('23 Nov, 00:10');
	});

	it('knows the day of the zone, not of the machine', () => {
		const date = new Date('2026-11-21T16:00:00Z');
		const tokyo = { locale: 'en', timezone: 'Asia/Tokyo' };
		expect(plain(formatDateTime(date, tokyo, noon).short)).toBe('today 01:00');
		expect(plain(formatDateTime(date, en, noon).short)).toBe('yesterday 16:00');
	});

	it('counts days across the change of clocks', () => {
		const berlin = { locale: 'de', timezone: 'Europe/Berlin' };
		const after = new Date('2026-03-29T10:00:00Z');
		const before = new Date('2026-03-28T10:00:00Z');
		expect(plain(formatDateTime(before, berlin, after).short)).toBe('gestern 11:00');
		expect(plain(formatDateTime(after, berlin, after).short)).toBe('heute 12:00');
	});

	it.each([
		['en', '22 November 2026 at 13:00:00 CET'],
		['de', '22. November 2026 um 13:00:00 MEZ'],
		['fr', '22 novembre 2026 à 13:00:00 UTC+1'],
		['es', '22 de noviembre de 2026 a las 13:00:00 CET'],
		['ja', '2026年11月22日 13:00:00 GMT+1']
	])('is exact in %s', (locale, exact) => {
		const reader = { locale, timezone: 'Europe/Berlin' };
		expect(plain(formatDateTime(noon, reader, noon).exact)).toBe(exact);
	});

	it('reads UTC to people without a zone, or with one that this machine lacks', () => {
		for (const timezone of [null, undefined, '', 'Mars/Olympus']) {
			const text = formatDateTime(noon, { locale: 'en', timezone }, noon);
			expect(plain(text.exact)).toBe('22 November 2026 at 12:00:00 UTC');
		}
	});
});

it('tells zones from other texts', () => {
	expect(['Europe/Berlin', 'UTC'].every(isTimezone)).toBe(true);
	expect([null, '', 'Berlin', 'Europe/Nowhere', 3].some(isTimezone)).toBe(false);
});
