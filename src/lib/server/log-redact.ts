const HIDDEN = '[hidden]';
const DEPTH = 6;
const secretKey =
	/pass(word|phrase|wd)|secret|token|cookie|authorization|e-?mail|credential|recipient|^(?!.*(status|error|exit)).*code$/i;
const address = /[\w.!#$%&'*+=?^`{|}~-]+@(?:[a-z0-9-]+\.)+[a-z]{2,}\b/gi;

/** A copy of what is to be logged, without values of telling keys and without e-mail addresses. */
export function redact(value: unknown, depth = DEPTH): unknown {
	if (typeof value === 'string') return redactText(value);
	if (value === null || typeof value !== 'object' || value instanceof Date) return value;
	if (depth === 0) return '[…]';
	if (value instanceof Error) return describeError(value, depth);
	if (Array.isArray(value)) return value.map((item) => redact(item, depth - 1));
	return Object.fromEntries(
		Object.entries(value).map(([key, item]) => [
			key,
			secretKey.test(key) && item != null ? HIDDEN : redact(item, depth - 1)
		])
	);
}

/** Text without e-mail addresses, and without the parameters Drizzle adds to a failed query. */
export function redactText(text: string): string {
	return text.replace(/\nparams: [^]*?(?=\n\s+at |$)/g, '').replace(address, '[address]');
}

/** Names and codes tell what failed; other properties may carry rows and are left out. */
function describeError(error: Error, depth: number): Record<string, unknown> {
	const code = 'code' in error ? error.code : undefined;
	return {
		type: error.name,
		message: redactText(error.message),
		...(typeof code === 'string' && { code }),
		stack: redactText(error.stack ?? ''),
		...(error.cause !== undefined && { cause: redact(error.cause, depth - 1) })
	};
}
