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
