import { render } from 'svelte/server';
import { languageAttributes } from '@/languages';
import { m } from '@/paraglide/messages';
import type { Locale } from '@/paraglide/runtime';
import { siteName } from '@/site';
import Mail, { mailStyle } from '../../components/Mail.svelte';
import type { MailContent } from '../transport/outgoing-mail';

interface MailToRender {
	content: MailContent;
	locale: Locale;
	/** The site's origin; its host stands below the mail. */
	origin: string;
}

/** Both bodies of a mail, from one content, so that they cannot differ. */
export function renderMail({ content, locale, origin }: MailToRender): {
	html: string;
	text: string;
} {
	const footer = m.mail_footer({ host: new URL(origin).host }, { locale });
	const { head, body } = render(Mail, { props: { content, footer } });
	// Svelte's hydration marks mean nothing in a mail; text is escaped, so only they look like this.
	const clean = (html: string) => html.replace(/<!--[^]*?-->/g, '').trim();
	const html = `<!doctype html>
<html ${languageAttributes(locale)}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
${clean(head)}
<style>${mailStyle}
</style>
</head>
<body style="margin:0;padding:0">
${clean(body)}
</body>
</html>
`;
	return { html, text: mailText(content, footer) };
}

/** The plain text of a mail: the same parts as its HTML, in the same order. */
function mailText(
	{ heading, paragraphs, code, action, note }: MailContent,
	footer: string
): string {
	const parts = [
		heading,
		...paragraphs,
		code && `${code.label}\n\n    ${code.value}`,
		action && `${action.label}\n${action.url}`,
		note,
		`${siteName}\n${footer}`
	];
	return `${parts.filter((part) => part !== undefined).join('\n\n')}\n`;
}
