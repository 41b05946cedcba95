import { eq } from 'drizzle-orm';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { hashToken } from '@/server/secrets';
import { tokens } from '../../models/z.token';
import { getNotMeLink } from './get-not-me-link';
import { recoverAccount } from './recover-account';

/**
 * The owner says, by the link of a security mail, that it was not them: the account is taken back
 * to before the event, see {@link recoverAccount}.
 * @returns `false` where the link was used, or is too old.
 */
export async function reportNotMe(input: {
	token: string;
	client: ClientContext;
	now?: Date;
}): Promise<boolean> {
	const { token, client, now = new Date() } = input;
	return db.transaction(async (tx) => {
		const link = await getNotMeLink({ token, now }, tx);
		if (!link) return false;
		await tx.delete(tokens).where(eq(tokens.hash, hashToken(token)));
		const { userId, email, since } = link;
		await recoverAccount({ userId, email, since, type: 'not-me', client, now }, tx);
		return true;
	});
}
