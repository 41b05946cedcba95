/** More than any server says that is of use. */
const LENGTH_MAX = 300;
/** Links, codes, and what could be a token: some servers quote the mail that they refuse. */
const secret = /https?:\/\/\S+|\b[A-Z2-9]{4}-?[A-Z2-9]{4}\b|[\w-]{20,}/g;

/**
 * What the mail server said when a try failed, or by which of the driver's codes it could not be
 * asked (`ECONNECTION`, `ETIMEDOUT`); `null` where the failure was not the server's. Without control
 * characters, links, codes, and whatever is as long as a token.
 */
export function wordsOfServer(error: unknown): string | null {
	if (!(error instanceof Error)) return null;
	const { response, code } = error as Error & { response?: unknown; code?: unknown };
	// The driver's own, not those of the database or the file system: these come with no `command`.
	const isOfMail = 'command' in error;
	const said = typeof response === 'string' ? response : isOfMail ? code : undefined;
	if (typeof said !== 'string' || said === '') return null;
	const words = said.replaceAll(/\p{C}+/gu, ' ').replaceAll(secret, '…');
	return words.trim().slice(0, LENGTH_MAX).trim();
}
