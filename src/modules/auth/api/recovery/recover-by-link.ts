import { eq } from 'drizzle-orm';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { hashToken } from '@/server/secrets';
import { tokens } from '../../models/z.token';
import { getNotMeLink } from './get-not-me-link';
import { getUndoLink } from './get-undo-link';
import { recoverAccount } from './recover-account';

const links = { 'email-restored': getUndoLink, 'not-me': getNotMeLink };

/**
 * The owner takes their account back, by the link that went to an address that was left, or by that
 * of a security mail: to before what the mail told of, see {@link recoverAccount}. With several
 * changes of address in a row the earliest link wins.
 * @returns `false` where the link was used, or is too old.
 */
export async function recoverByLink(input: {
	token: string;
	type: keyof typeof links;
	client: ClientContext;
	now?: Date;
}): Promise<boolean> {
	const { token, type, client } = input;
	return db.transaction(async (tx) => {
		// Not before its turn: until then others may sign in.
		const now = input.now ?? new Date();
		const link = await links[type]({ token, now }, tx);
		if (!link) return false;
		await tx.delete(tokens).where(eq(tokens.hash, hashToken(token)));
		const { userId, email, since } = link;
		await recoverAccount({ userId, email, since, type, client, now }, tx);
		return true;
	});
}
