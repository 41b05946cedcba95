import type { MailContent } from './mail-content';

/** The plain text of a mail: the same parts as its HTML, in the same order. */
export function mailText(
	{ heading, paragraphs, code, action, note }: MailContent,
	footer: string
): string {
	const parts = [
		heading,
		...paragraphs,
		code && `${code.label}\n\n    ${code.value}`,
		action && `${action.label}\n${action.url}`,
		note,
		`Porchlight\n${footer}`
	];
	return `${parts.filter((part) => part !== undefined).join('\n\n')}\n`;
}
