import { and, eq, exists, sql } from 'drizzle-orm';
import { recordEvent } from '$modules/activity/api/record-event';
import { createProfile } from '$modules/profile/api/profile-store';
import type { ClientContext } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import { invitations } from '../../models/z.invitation';
import { pendingConnections } from '../../models/z.pending-connection';
import { signUps } from '../../models/z.sign-up';
import { users } from '../../models/z.user';
import { reserved } from '../email-change/email-change-store';
import { createConnection, type ConnectionKey } from '../connections/connection-store';
import { updatePasswordHash } from '../password/password-hash';
import { createOwnerMail } from '../mails/owner-mail';
import { endAccess } from '../session/end-access';
import { getUnsettledUserByEmail } from '../user/has-way-in';
import { isOpen, useUpInvitation } from '../user/open-invitation';
import { createUser } from '../user/user-store';
import { completeSignIn, type SignInOutcome } from '../sign-in/complete-sign-in';

/** What opens the account later: a password, an identity at a provider, or a passkey yet to be made. */
export type FirstWayIn =
	| { method: 'password'; passwordHash: string }
	| {
			method: 'provider';
			identity: ConnectionKey & { email: string | null; displayName: string | null };
	  }
	| { method: 'passkey' };

/**
 * Creates user, way in, profile and session of a proved address, and voids every other pending
 * sign-up and pending connection of it; an invitation of it is used up, whichever way they came,
 * once there is a way in. An account of that address which never had one is taken up instead. Runs in
 * the transaction that looked at the proof.
 * @returns `null` where the address has an account with a way in, or the identity any account by now,
 * or the address is kept for one that left it lately.
 */
export async function createAccount(
	account: { email: string; wayIn: FirstWayIn; client: ClientContext; now: Date },
	executor: Executor
): Promise<SignInOutcome | null> {
	const { email, wayIn, client, now } = account;
	const { isReserved, isInvited } = await lookAt({ email, now }, executor);
	if (isReserved) return null;
	const identity = wayIn.method === 'provider' ? wayIn.identity : undefined;
	const isUnsettled = wayIn.method === 'passkey';
	const created = await createUser({ email, isUnsettled, now }, executor);
	const user = created ?? (await getUnsettledUserByEmail({ email }, executor));
	if (!user) return null;
	const userId = user.id;

	if (identity) {
		const connected = await createConnection({ userId, identity, now }, executor);
		if (!connected.ok) {
			if (created) await executor.delete(users).where(eq(users.id, userId));
			return null;
		}
	}
	if (wayIn.method === 'password') {
		await updatePasswordHash({ userId, hash: wayIn.passwordHash }, executor);
	}
	if (created) await createProfile({ userId, displayName: identity?.displayName }, executor);
	else {
		// What was open to whoever began it ends.
		await endAccess({ userId, knownSince: now, links: true, keptForms: true }, executor);
		const unsettledSince = isUnsettled ? now : null;
		await executor.update(users).set({ unsettledSince }).where(eq(users.id, userId));
	}
	await executor.delete(signUps).where(eq(signUps.email, email));
	await executor.delete(pendingConnections).where(eq(pendingConnections.email, email));
	// Without a way in it leads on: its reader may have closed the page that makes one.
	if (isInvited && !isUnsettled) await useUpInvitation({ email, now }, executor);
	const type = created ? 'signed-up' : newWayIn[wayIn.method];
	const method = identity?.provider ?? (created && isInvited ? 'invitation' : undefined);
	const eventId = type && (await recordEvent({ userId, type, method, client, now }, executor));
	// The proof of an address is a mail already; what a provider says of it sends none.
	if (identity && eventId) {
		const template = created ? 'account-created' : 'connection-added';
		await createOwnerMail({ template, userId, owner: user, eventId, now }, executor);
	}
	const proof = identity
		? ({ method: 'provider', provider: identity.provider } as const)
		: ({ method: 'sign-up', hasWayIn: wayIn.method === 'password' } as const);
	// Every browser is new to a new account.
	const signIn = { user, proof, isFirst: true, newBrowser: false, client, now };
	return completeSignIn(signIn, executor);
}

/** Whether an address is kept for somebody else, and whether it is invited. */
async function lookAt({ email, now }: { email: string; now: Date }, executor: Executor) {
	const open = executor
		.select({ id: invitations.id })
		.from(invitations)
		.where(and(eq(invitations.email, email), isOpen(now)));
	const [found] = await executor
		.select({
			isReserved: sql<number>`${reserved({ email }, executor)}`,
			isInvited: sql<number>`${exists(open)}`
		})
		.from(sql`(select 1)`);
	return { isReserved: Boolean(found?.isReserved), isInvited: Boolean(found?.isInvited) };
}

/** What the record says of an account that was there: a passkey has its own entry once it is made. */
const newWayIn = { password: 'password-set', provider: 'connection-added', passkey: null } as const;
