import type { ClientContext } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import { createToken, hashToken } from '@/server/secrets';
import type { SignInMethod } from '../../models/z.session';
import { createLucia } from './lucia';

type NewSession = { userId: string; method: SignInMethod; client: ClientContext; now: Date };

/**
 * Begins a session for a person who has proved who they are.
 * @returns the token for the cookie; the database holds its SHA-256 alone.
 */
export async function createSession(
	{ userId, method, client, now }: NewSession,
	executor: Executor
): Promise<string> {
	const token = createToken();
	await createLucia(executor).createSession(
		userId,
		{ method, userAgent: client.userAgent, createdAt: now, lastUsedAt: now, confirmedAt: now },
		{ sessionId: hashToken(token) }
	);
	return token;
}
