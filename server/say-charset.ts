import type { ServerResponse } from 'node:http';

/** Types of text. JSON is UTF-8 by its own definition. */
const isText = /^(?:text\/|application\/javascript\b)/i;

/**
 * Makes a response say that its text is UTF-8. Kit leaves that out on pages and gives what it refuses
 * in a few words no type at all; the server of static files says it of HTML only.
 */
export function sayCharset(response: ServerResponse): void {
	const writeHead = response.writeHead.bind(response) as (
		status: number,
		...rest: unknown[]
	) => ServerResponse;
	const replacement = (status: number, ...rest: unknown[]) => {
		// The headers stand last, and belong to the caller, who may use them again.
		const given = rest.at(-1);
		const type = typeIn(given) ?? response.getHeader('content-type')?.toString();
		const said = withCharset(type, response, status);
		if (said === type || said === undefined) return writeHead(status, ...rest);
		response.setHeader('Content-Type', said);
		if (typeIn(given) === undefined) return writeHead(status, ...rest);
		return writeHead(status, ...rest.slice(0, -1), { ...(given as object), 'Content-Type': said });
	};
	response.writeHead = replacement as typeof response.writeHead;
}

/** The type among headers as the server of static files gives them. */
const typeIn = (headers: unknown) =>
	(headers as { 'Content-Type'?: string } | undefined)?.['Content-Type'];

function withCharset(type: string | undefined, response: ServerResponse, status: number) {
	// Whoever gives no type and has something to say says it in words.
	const length = Number(response.getHeader('content-length') ?? 0);
	if (type === undefined) {
		return status >= 400 || length > 0 ? 'text/plain; charset=utf-8' : undefined;
	}
	if (!isText.test(type) || /;\s*charset=/i.test(type)) return type;
	return `${type}; charset=utf-8`;
}
