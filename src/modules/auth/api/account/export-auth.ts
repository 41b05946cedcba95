import { eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { asJson } from '@/feature/as-json';
import type { ArchiveFile } from '@/feature/feature';
import { emailChanges } from '../../models/z.email-change';
import { invitations } from '../../models/z.invitation';
import { oauthAccounts } from '../../models/z.oauth-account';
import { passkeys } from '../../models/z.passkey';
import { passwords } from '../../models/z.password';
import { sessions } from '../../models/z.session';
import { users } from '../../models/z.user';
import { exportFactors } from './export-factors';

/** Account, addresses and ways in, for a person's archive. Columns are named: a new one is no leak. */
export async function* exportAuth({ userId }: { userId: string }): AsyncGenerator<ArchiveFile> {
	const user = await db
		.select({
			id: users.id,
			email: users.email,
			emailVerifiedAt: users.emailVerifiedAt,
			passkeyHandle: users.passkeyHandle,
			createdAt: users.createdAt,
			updatedAt: users.updatedAt,
			passwordSetAt: passwords.updatedAt,
			browsersKnownSince: users.knownSince,
			newBrowserMailAt: users.newBrowserMailAt,
			asksSecondStep: users.asksSecondStep,
			role: users.role,
			factorRequiredAt: users.factorRequiredAt,
			wrongCodeMailAt: users.wrongCodeMailAt,
			closedAt: users.closedAt,
			suspendedAt: users.suspendedAt,
			mailBlockedAt: users.mailBlockedAt
		})
		.from(users)
		.leftJoin(passwords, eq(passwords.userId, users.id))
		.where(eq(users.id, userId))
		.get();
	if (!user) return;
	const { email, emailVerifiedAt, ...account } = user;
	const file = (name: string, held: unknown) => ({ name, input: asJson(held) });

	yield file('account.json', account);
	yield file('addresses.json', {
		current: { email, verifiedAt: emailVerifiedAt },
		lately: await listLateAddresses(userId),
		invited: await listInvitations(email)
	});
	yield file('connections.json', await listConnections(userId));
	yield file('passkeys.json', await listPasskeys(userId));
	yield file('factors.json', await exportFactors({ userId }));
	yield file('sessions.json', await listSessions(userId));
}

const listLateAddresses = (userId: string) =>
	db
		.select({
			email: emailChanges.oldEmail,
			until: emailChanges.changedAt,
			reservedUntil: emailChanges.expiresAt
		})
		.from(emailChanges)
		.where(eq(emailChanges.userId, userId));

/** Who invited is somebody else's. */
const listInvitations = (email: string) =>
	db
		.select({
			createdAt: invitations.createdAt,
			mailedAt: invitations.mailedAt,
			expiresAt: invitations.expiresAt,
			usedAt: invitations.usedAt
		})
		.from(invitations)
		.where(eq(invitations.email, email));

const listConnections = (userId: string) =>
	db
		.select({
			provider: oauthAccounts.provider,
			issuer: oauthAccounts.issuer,
			subject: oauthAccounts.subject,
			email: oauthAccounts.email,
			createdAt: oauthAccounts.createdAt,
			lastUsedAt: oauthAccounts.lastUsedAt
		})
		.from(oauthAccounts)
		.where(eq(oauthAccounts.userId, userId));

/** All but the key: it opens nothing, and says nothing of its owner. */
const listPasskeys = (userId: string) =>
	db
		.select({
			name: passkeys.name,
			credentialId: passkeys.credentialId,
			rpId: passkeys.rpId,
			aaguid: passkeys.aaguid,
			algorithm: passkeys.algorithm,
			transports: passkeys.transports,
			counter: passkeys.counter,
			isSyncable: passkeys.isSyncable,
			isBackedUp: passkeys.isBackedUp,
			isAutomatic: passkeys.isAutomatic,
			createdAt: passkeys.createdAt,
			lastUsedAt: passkeys.lastUsedAt
		})
		.from(passkeys)
		.where(eq(passkeys.userId, userId));

const listSessions = (userId: string) =>
	db
		.select({
			method: sessions.method,
			provedBy: sessions.amr,
			passkey: passkeys.name,
			missing: sessions.missing,
			userAgent: sessions.userAgent,
			createdAt: sessions.createdAt,
			lastUsedAt: sessions.lastUsedAt,
			confirmedAt: sessions.confirmedAt
		})
		.from(sessions)
		.leftJoin(passkeys, eq(passkeys.id, sessions.passkeyId))
		.where(eq(sessions.userId, userId));
