/** A piece of a text; one with `href` is a web address. */
export interface TextPart {
	text: string;
	href?: string;
}

/** Cuts a plain text into web addresses and what stands between them. */
export function splitLinks(text: string): TextPart[] {
	return text
		.split(/(https?:\/\/[^\s<>"]+)/)
		.map((part, index) => (index % 2 ? { text: part, href: part } : { text: part }))
		.filter((part) => part.text !== '');
}
