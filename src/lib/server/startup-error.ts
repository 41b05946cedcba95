/** Why the server cannot start, in words for its operator: the entry prints the message alone. */
export class StartupError extends Error {
	override name = 'StartupError';

	/** @param cause its messages, down to the first cause, are added to `message`. */
	constructor(message: string, cause?: unknown) {
		super([message, ...messagesOf(cause)].join(': '), { cause });
	}
}

function messagesOf(cause: unknown): string[] {
	return cause instanceof Error ? [cause.message, ...messagesOf(cause.cause)] : [];
}
