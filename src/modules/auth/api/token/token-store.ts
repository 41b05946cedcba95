import { and, eq, gt, inArray, not, notInArray, sql, type SQL } from 'drizzle-orm';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { isNoted } from '$modules/mail/api/outbox/create-mail';
import { deleteUnsentMails, hasMail } from '$modules/mail/api/outbox/outbox-store';
import type { WantedMail } from '$modules/mail/api/worker/prepare-mail';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { createToken, deriveTokens, hashToken } from '@/server/secrets';
import { tokens, type TokenPurpose } from '../../models/z.token';
import { getUser, isBeingErased } from '../user/user-store';

/**
 * Mints the token that a mail is about to carry and stores its hash. Each try at sending mints
 * another: one that arrived although the server's answer was lost stays good.
 */
export async function createMailedToken(
	input: {
		purpose: TokenPurpose;
		email: string;
		userId?: string;
		signUpId?: string;
		invitationId?: string;
		emailChangeId?: string;
		now: Date;
		/** By default an hour from now. */
		expiresAt?: Date;
	},
	executor: Executor
): Promise<string> {
	const { now, expiresAt = new Date(now.getTime() + lifetimes.mailedLink), ...bound } = input;
	const token = createToken();
	await executor
		.insert(tokens)
		.values({ ...bound, hash: hashToken(token), createdAt: now, expiresAt });
	return token;
}

/**
 * The same for a mail that {@link revokeTokens} can void before it is sent.
 * @returns `null` where it did, and no mail is due.
 */
export async function createRevocableToken(
	{ id, recipient: email }: Pick<WantedMail, 'id' | 'recipient'>,
	bound: { purpose: 'password-reset' | 'email-change'; userId: string }
): Promise<string | null> {
	return db.transaction(async (tx) => {
		if (!(await hasMail({ id }, tx))) return null;
		return createMailedToken({ ...bound, email, now: new Date() }, tx);
	});
}

/**
 * Stores the hash of the token that a mail will carry with the mail itself: its sender makes it again
 * from the mail's id, and has no commit of its own. For links that are good from when the mail was
 * asked for, however often it is tried. Where there is no such mail there is none.
 */
export async function createTokenOfMail(
	{ mailId, purpose, userId, email, now, expiresAt }: TokenOfMail,
	executor: Executor
): Promise<void> {
	const [token] = deriveTokens(MAIL_LINK, mailId);
	await executor.insert(tokens).select(sql`
		select ${hashToken(token!)}, ${purpose}, ${userId}, null, null, null, ${email},
			${now.getTime()}, ${expiresAt.getTime()}
		where ${isNoted({ id: mailId })}`);
}

const MAIL_LINK = 'mail-link';

type TokenOfMail = {
	mailId: string;
	purpose: 'not-me';
	email: string;
	userId: string;
	now: Date;
	expiresAt: Date;
};

/** A column with the token that was stored with a mail: `null` where there is none, or none any more. */
export function tokenOfMail({ mailId }: { mailId: string }): SQL<string | null> {
	const derived = new Map(
		deriveTokens(MAIL_LINK, mailId).map((token) => [hashToken(token), token])
	);
	const stored = inArray(tokens.hash, [...derived.keys()]);
	return sql`(select ${tokens.hash} from ${tokens} where ${stored} limit 1)`.mapWith(
		(hash: string) => derived.get(hash) ?? null
	);
}

/** A token as its owner shows it; of a code, which is short, the keyed hashes that it may have. */
type ShownToken = ({ token: string } | { codeHashes: string[] }) & {
	purpose: TokenPurpose;
	now: Date;
};

/** The row of a token that is still good, and good for this. Looking does not use it up. */
export const validToken = (shown: ShownToken) =>
	and(
		inArray(tokens.hash, 'token' in shown ? [hashToken(shown.token)] : shown.codeHashes),
		eq(tokens.purpose, shown.purpose),
		gt(tokens.expiresAt, shown.now),
		not(isBeingErased(tokens.userId))
	);

/**
 * Uses a token up, in the transaction that does what it is for: of two requests at once one gets it.
 * @param also what must hold besides.
 * @returns whether it was still good, and good for this.
 */
export async function consumeToken(
	shown: ShownToken,
	executor: Executor,
	also?: SQL
): Promise<boolean> {
	const [used] = await executor
		.delete(tokens)
		.where(and(validToken(shown), also))
		.returning({ hash: tokens.hash });
	return used !== undefined;
}

/** Of the links by which an owner takes something back, or keeps something from happening. */
const takingBack: TokenPurpose[] = ['email-undo', 'not-me', 'recovery-stop'];

/**
 * Voids every mailed token of an account but those by which its owner takes something back: whoever
 * resets a password or changes the address must not be able to take these away. Those that were asked
 * for and wait to be mailed are voided too: a mail server may hold them back for a day.
 */
export async function revokeTokens(
	{ userId }: { userId: string },
	executor: Executor
): Promise<void> {
	await executor
		.delete(tokens)
		.where(and(eq(tokens.userId, userId), notInArray(tokens.purpose, takingBack)));

	await deleteUnsentMails({ template: 'email-change', userId }, executor);
	await deleteUnsentMails({ template: 'account-secured', userId }, executor);
	const user = await getUser({ userId }, executor);
	// Asked for by address: whether it has an account is not known before it is mailed.
	if (user)
		await deleteUnsentMails({ template: 'password-reset', recipient: user.email }, executor);
}
