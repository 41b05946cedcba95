import type { RequestEvent } from '@sveltejs/kit';
import { readLinkToken } from '../link-token';
import { logSecurityEvent } from './log-security-event';

/**
 * Looks up what a mailed link is about, by the token in the page's address. A page whose link cannot
 * be used answers 400.
 * @param purpose of the token, and whose it has to be: what the log says where it cannot be used.
 * @param find gives what the link is about, or `null` where it is used up, too old or not for this.
 * @returns the bare token, what was found, and whether the address has only a part of a token.
 */
export async function openLink<T extends object>(
	{ url, locals }: Pick<RequestEvent, 'url' | 'locals'>,
	{ purpose, userId }: { purpose: string; userId?: string },
	find: (token: string) => Promise<T | null>
): Promise<{ token: string; found: T | null; isIncomplete: boolean }> {
	const token = readLinkToken(url) ?? '';
	const found = token ? await find(token) : null;
	if (token && !found) logSecurityEvent('token-refused', { purpose, userId });
	if (!found) locals.isLinkUnusable = true;
	return { token, found, isIncomplete: !token };
}
