import { eq } from 'drizzle-orm';
import { iterateEvents } from '$modules/activity/api/iterate-events';
import { listSentMails } from '$modules/mail/api/outbox/sent-mails';
import { getPreferences } from '$modules/preferences/api/get-preferences';
import { preferences } from '$modules/preferences/models/z.preferences';
import { getAvatar } from '$modules/profile/api/avatar/avatar-store';
import { getProfile } from '$modules/profile/api/get-profile';
import { profiles } from '$modules/profile/models/z.profile';
import type { Locale } from '@/paraglide/runtime';
import { db } from '@/server/db/client';
import { eachBehindAnswer } from '@/server/db/write-wait';
import { emailChanges } from '../../models/z.email-change';
import { invitations } from '../../models/z.invitation';
import { oauthAccounts } from '../../models/z.oauth-account';
import { passkeys } from '../../models/z.passkey';
import { passwords } from '../../models/z.password';
import { sessions } from '../../models/z.session';
import { users } from '../../models/z.user';
import { exportFactors } from './export-factors';
import { exportReadme } from './export-readme';

const json = (value: unknown) => `${JSON.stringify(value, null, '\t')}\n`;

/** The files of a person's archive, one after the other. Columns are named: a new one is no leak. */
export async function* exportFiles(input: { userId: string; locale: Locale; now: Date }) {
	const { userId, locale, now } = input;
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
			mailBlockedAt: users.mailBlockedAt,
			profileUpdatedAt: profiles.updatedAt,
			preferencesUpdatedAt: preferences.updatedAt
		})
		.from(users)
		.leftJoin(passwords, eq(passwords.userId, users.id))
		.leftJoin(profiles, eq(profiles.userId, users.id))
		.leftJoin(preferences, eq(preferences.userId, users.id))
		.where(eq(users.id, userId))
		.get();
	if (!user) return;
	const { email, emailVerifiedAt, profileUpdatedAt, preferencesUpdatedAt, ...account } = user;
	const chosen = await getPreferences({ userId });
	const profile = await getProfile({ userId });
	const avatar = await getAvatar({ userId });
	const file = (name: string, input: string | Buffer) => ({ name, input, lastModified: now });

	yield file('README.txt', exportReadme({ email, locale, timezone: chosen.timezone, now }));
	yield file('account.json', json(account));
	const dates = { updatedAt: profileUpdatedAt, pictureSince: avatar?.createdAt ?? null };
	yield file('profile.json', json({ ...profile, ...dates }));
	if (avatar) yield file('picture.webp', avatar.bytes);
	yield file('preferences.json', json({ ...chosen, updatedAt: preferencesUpdatedAt }));
	yield file(
		'addresses.json',
		json({
			current: { email, verifiedAt: emailVerifiedAt },
			lately: await listLateAddresses(userId),
			invited: await listInvitations(email)
		})
	);
	yield file('connections.json', json(await listConnections(userId)));
	yield file('passkeys.json', json(await listPasskeys(userId)));
	yield file('factors.json', json(await exportFactors({ userId })));
	yield file('sessions.json', json(await listSessions(userId)));
	yield file('mails.json', json(await listMails(userId)));
	const events = eachBehindAnswer(iterateEvents({ userId }));
	yield { name: 'activity.json', input: jsonArray(events), lastModified: now };
}

/** Which they were, and never what they said: that is not kept. */
const listMails = async (userId: string) =>
	(await listSentMails({ userId })).map(({ template: mail, askedAt, sentAt }) => {
		return { mail, askedAt, sentAt };
	});

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

const encoder = new TextEncoder();

/** A JSON array as bytes, an item at a time: what is written need not fit into memory. */
async function* jsonArray(items: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
	let separator = '[\n';
	for await (const item of items) {
		yield encoder.encode(`${separator}\t${JSON.stringify(item)}`);
		separator = ',\n';
	}
	yield encoder.encode(separator === '[\n' ? '[]\n' : '\n]\n');
}
