import type { Executor } from '@/server/db/create-db';
import { createToken, hashToken } from '@/server/secrets';
import { tokens, type TokenPurpose } from '../../models/z.token';

/** How long a link from a mail is good, in milliseconds. */
const linkLifetime = 60 * 60 * 1000;

/**
 * Mints the token that a mail is about to carry and stores its hash. Each try at sending mints
 * another: one that arrived although the server's answer was lost stays good.
 */
export async function createMailToken(
	input: {
		purpose: TokenPurpose;
		email: string;
		userId?: string;
		signUpId?: string;
		emailChangeId?: string;
		now: Date;
		/** By default an hour from now. */
		expiresAt?: Date;
	},
	executor: Executor
): Promise<string> {
	const { now, expiresAt = new Date(now.getTime() + linkLifetime), ...bound } = input;
	const token = createToken();
	await executor
		.insert(tokens)
		.values({ ...bound, hash: hashToken(token), createdAt: now, expiresAt });
	return token;
}
