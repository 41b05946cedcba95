import { expect, test } from 'vitest';
import { locales } from '@/paraglide/runtime';
import { tryAgainIn } from './try-again';

test.each([
	[0, 'in a few seconds'],
	[10, 'in a few seconds'],
	[11, 'in a minute'],
	[60, 'in a minute'],
	[61, 'in 2 minutes'],
	[59 * 60, 'in 59 minutes'],
	[59 * 60 + 1, 'in an hour'],
	[3600, 'in an hour'],
	[3601, 'in 2 hours'],
	[24 * 3600, 'in 24 hours']
])('%i seconds are said as %s', (seconds, when) => {
	expect(tryAgainIn(seconds, 'en').replace('\u00a0', ' ')).toBe(`Try again ${when}.`);
});

test.each([5, 60, 12 * 60, 3600, 5 * 3600])('%i seconds are said in each language', (seconds) => {
	const said = locales.map((locale) => tryAgainIn(seconds, locale));
	expect(new Set(said).size).toBe(locales.length);
});

test.each(locales)('one is not told as several, in %s', (locale) => {
	expect(tryAgainIn(300, locale)).toContain('5');
	expect(tryAgainIn(60, locale)).not.toMatch(/1.min|minutes|Minuten|minutos/);
	expect(tryAgainIn(3600, locale)).not.toMatch(/1.h|hours|Stunden|horas|heures/);
});
