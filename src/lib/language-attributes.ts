/**
 * What a document's first tag says of its language: `lang`, and `dir` where that is written from right
 * to left. The one place that decides on a direction: everything that is laid out follows it.
 * @param locale a language tag (BCP 47).
 */
export function languageAttributes(locale: string): string {
	const { direction } = new Intl.Locale(locale).getTextInfo();
	return `lang="${locale}"${direction === 'rtl' ? ' dir="rtl"' : ''}`;
}
