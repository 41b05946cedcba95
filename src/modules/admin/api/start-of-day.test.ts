import { expect, test } from 'vitest';
import { startOfDay } from './start-of-day';

test.each([
	['2026-11-30', 'UTC', 0, '2026-11-30T00:00:00.000Z'],
	['2026-11-30', 'UTC', 1, '2026-12-01T00:00:00.000Z'],
	['2026-11-30', 'Europe/Berlin', 0, '2026-11-29T23:00:00.000Z'],
	['2026-07-01', 'Europe/Berlin', 0, '2026-06-30T22:00:00.000Z'],
	// The nights in which clocks change, and the days behind them.
	['2026-03-29', 'Europe/Berlin', 0, '2026-03-28T23:00:00.000Z'],
	['2026-03-29', 'Europe/Berlin', 1, '2026-03-29T22:00:00.000Z'],
	['2026-10-25', 'Europe/Berlin', 0, '2026-10-24T22:00:00.000Z'],
	['2026-10-25', 'Europe/Berlin', 1, '2026-10-25T23:00:00.000Z'],
	['2026-11-30', 'Asia/Kolkata', 0, '2026-11-29T18:30:00.000Z'],
	['2026-11-30', 'Pacific/Auckland', 0, '2026-11-29T11:00:00.000Z'],
	['2026-11-30', 'America/Los_Angeles', 0, '2026-11-30T08:00:00.000Z'],
	// Where clocks go from midnight to one o'clock, the day begins at one…
	['2026-09-06', 'America/Santiago', 0, '2026-09-06T04:00:00.000Z'],
	['2026-03-08', 'America/Havana', 0, '2026-03-08T05:00:00.000Z'],
	['2026-03-29', 'Atlantic/Azores', 0, '2026-03-29T01:00:00.000Z'],
	// …and where they go back to midnight, at the first of two.
	['2026-11-01', 'America/Havana', 0, '2026-11-01T04:00:00.000Z'],
	['2021-10-29', 'Asia/Amman', 0, '2021-10-28T21:00:00.000Z'],
	['2024-02-29', 'UTC', 0, '2024-02-29T00:00:00.000Z']
])('%s in %s, %i days on, begins at %s…', (text, timezone, days, begins) => {
	expect(startOfDay(text, timezone, days)?.toISOString()).toBe(begins);
});

test.each([
	null,
	'',
	'today',
	'2026-13-01',
	'2026-02-30',
	'2026-11-31',
	'26-11-30',
	'2026-11-30T00:00'
])('%j is no day', (text) => expect(startOfDay(text, 'UTC')).toBeNull());
