import { expect, it } from 'vitest';
import { readMessages } from '../../scripts/lib/message-files.ts';

const messages = readMessages();

/** The texts of a language, each variant for itself, with the key first. */
function textsOf(locale: string): string[] {
	const texts = (message: unknown): string[] => {
		if (typeof message === 'string') return [message];
		return Object.values((message as { match: Record<string, string> }[])[0]!.match);
	};
	return Object.entries(messages[locale] ?? {})
		.filter(([key]) => key !== '$schema')
		.flatMap(([key, message]) => texts(message).map((text) => `${key}=${text}`));
}

const breaking = (locale: string, rule: RegExp) =>
	textsOf(locale).filter((text) => rule.test(text));

it('has a narrow no-break space where French wants one', () => {
	expect(breaking('fr', /[^\u202f](?:[;?!»]|:(?!\/\/))|«[^\u202f]/)).toEqual([]);
});

it('has no participle in French that agrees with the reader', () => {
	expect(breaking('fr', /\bvous (?:y )?êtes (?:déjà )?\p{L}+é\b/iu)).toEqual([]);
});

it('opens what it closes in Spanish, and exclaims nothing', () => {
	const half = textsOf('es').filter((text) => text.split('¿').length !== text.split('?').length);
	expect(half).toEqual([]);
	expect(breaking('es', /[¡!]/)).toEqual([]);
});

it.each([
	['fr', 'jours?|heures?|minutes?|secondes?|min|fois|Mo|mégapixels'],
	['es', 'días?|horas?|minutos?|segundos?|min|veces|MB|megapíxeles']
])('keeps a number and its unit on one line (%s)', (locale, units) => {
	const rule = new RegExp(`(?:\\d|\\{(?:minutes|hours|max)\\}) (?:${units})(?!\\p{L})`, 'u');
	expect(breaking(locale, rule)).toEqual([]);
});
