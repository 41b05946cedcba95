/**
 * Whether the mail server refused this recipient or message for good (RFC 5321, section 4.2.1).
 * Refusals for our own credentials, sender or policy (enhanced status 5.7, RFC 3463) are the
 * operator's to repair: those mails stay.
 */
export function isRefusal(error: unknown): boolean {
	if (!(error instanceof Error)) return false;
	const { command, responseCode, response } = error as Error & {
		command?: unknown;
		responseCode?: unknown;
		response?: unknown;
	};
	const code = typeof responseCode === 'number' ? responseCode : 0;
	if (code < 550 || code > 559 || /^\d{3}[ -]5\.(?:7\.|1\.[78]\b)/m.test(String(response)))
		return false;
	return command === 'RCPT TO' || command === 'DATA';
}
