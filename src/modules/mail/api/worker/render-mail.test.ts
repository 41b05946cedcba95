import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import { siteName } from '@/site';
import { content } from './worker.fixture';
import { renderMail } from './render-mail';

const origin = 'https://accounts.example.org';

/** What a reader sees of an HTML mail, as the parser of mails reads it. */
async function readable(html: string): Promise<string> {
	const { text } = await PostalMime.parse(`Content-Type: text/html; charset=utf-8\n\n${html}`);
	return html.replace(/<style[^]*?<\/style>|<title[^]*?<\/title>|<[^>]+>/g, ' ') + (text ?? '');
}

test('HTML and text say the same', async () => {
	const { html, text } = renderMail({ content, locale: 'en', origin });
	const { code, action } = content;
	const parts = [content.heading, ...content.paragraphs, content.note, 'accounts.example.org'];
	const seen = await readable(html);
	for (const part of [...parts, code?.label, code?.value, action?.label, action?.url]) {
		expect(text).toContain(part);
		expect(seen).toContain(part);
	}
});

test('a mail without code, link and note shows no trace of them', () => {
	const short = { subject: 'Done', heading: 'Done', paragraphs: ['It is done.'] };
	const { html, text } = renderMail({ content: short, locale: 'en', origin });
	expect(html).not.toContain('href=');
	expect(html).not.toContain('undefined');
	expect(text).toBe(
		`Done\n\nIt is done.\n\n${siteName}\nSent by accounts.example.org. Nobody reads replies to this address.\n`
	);
});

test('a long word, such as an address, is broken, or the mail is wider than a telephone', () => {
	const paragraphs = [`${origin}/recover/stop?token=${'t'.repeat(43)}`];
	const long = { subject: 'One', heading: `${'a'.repeat(60)}@example.org`, paragraphs };
	const { html } = renderMail({ content: long, locale: 'en', origin });
	for (const text of [long.heading, ...paragraphs]) {
		const tag = html
			.slice(0, html.indexOf(text))
			.match(/<(?:h1|p)\b[^>]*>/g)
			?.at(-1);
		expect(tag).toContain('overflow-wrap:anywhere');
	}
});

test('the language is the mail’s own', () => {
	const german = renderMail({ content, locale: 'de', origin });
	expect(german.html).toContain('<html lang="de">');
	expect(german.text).toContain('Gesendet von accounts.example.org');
});

test('what joins the parts of the text belongs to no language', () => {
	const { text } = renderMail({ content, locale: 'fr', origin });
	expect(text).toContain(`${content.code?.label}\n\n    ${content.code?.value}\n`);
	expect(text).toContain(`${content.action?.label}\n${content.action?.url}\n`);
});

test('text from people stays text', () => {
	const evil = '<img src=x onerror=alert(1)> --> & "quoted"';
	const { html, text } = renderMail({
		content: { ...content, subject: evil, heading: evil, paragraphs: [evil] },
		locale: 'en',
		origin
	});
	expect(html).not.toContain('<img');
	expect(text).toContain(evil);
});

test('nothing in a mail is loaded from elsewhere, and nothing runs', () => {
	const { html } = renderMail({ content, locale: 'en', origin });
	expect(html).not.toMatch(/<(script|img|link|iframe)|url\(|@import|src=|\son\w+=/i);
	expect(html).toMatch(/prefers-color-scheme: ?dark/);
	expect(html).not.toContain('<!--');
});
