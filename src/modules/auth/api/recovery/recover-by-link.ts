import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { getNotMeLink, getUndoLink } from './recovery-link';
import { consumeToken } from '../token/token-store';
import { recoverAccount } from './recover-account';

const links = {
	'email-restored': { getLink: getUndoLink, purpose: 'email-undo' },
	'not-me': { getLink: getNotMeLink, purpose: 'not-me' }
} as const;

/**
 * The owner takes their account back, by the link that went to an address that was left, or by that
 * of a security mail: to before what the mail told of, see {@link recoverAccount}. With several
 * changes of address in a row the earliest link wins.
 * A token is looked for before the transaction: whoever sends random ones takes no write lock.
 * @returns whose account it is; `null` where the link was used, or is too old.
 */
export async function recoverByLink(input: {
	token: string;
	type: keyof typeof links;
	client: ClientContext;
}): Promise<{ userId: string } | null> {
	const { token, type, client } = input;
	const { getLink, purpose } = links[type];
	if (!(await getLink({ token }))) return null;
	return db.transaction(async (tx) => {
		// Not before its turn: until then others may sign in.
		const now = new Date();
		const link = await getLink({ token }, tx);
		if (!link || !(await consumeToken({ token, purpose, now }, tx))) return null;
		const { userId, email, since } = link;
		await recoverAccount({ userId, email, since, type, client, now }, tx);
		return { userId };
	});
}
