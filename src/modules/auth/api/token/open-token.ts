import { and, eq, gt } from 'drizzle-orm';
import { hashToken } from '@/server/secrets';
import { tokens, type TokenPurpose } from '../../models/z.token';

/** The row of a mailed link that is still good, and good for this. Looking does not use it up. */
export const openToken = (link: { token: string; purpose: TokenPurpose; now: Date }) =>
	and(
		eq(tokens.hash, hashToken(link.token)),
		eq(tokens.purpose, link.purpose),
		gt(tokens.expiresAt, link.now)
	);
