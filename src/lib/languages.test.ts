import { expect, test } from 'vitest';
import { languageAttributes } from './languages';
import { locales } from './paraglide/runtime';

test('a language that is written from right to left says so', () => {
	for (const locale of ['ar', 'he', 'fa', 'ur', 'az-Arab']) {
		expect(languageAttributes(locale)).toBe(`lang="${locale}" dir="rtl"`);
	}
});

test('the languages there are need not say it', () => {
	for (const locale of [...locales, 'ar-Latn']) {
		expect(languageAttributes(locale)).toBe(`lang="${locale}"`);
	}
});
