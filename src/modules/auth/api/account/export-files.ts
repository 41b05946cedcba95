import { eq } from 'drizzle-orm';
import { iterateEvents } from '$modules/activity/api/iterate-events';
import { getPreferences } from '$modules/preferences/api/get-preferences';
import { getAvatar } from '$modules/profile/api/avatar/get-avatar';
import { getProfile } from '$modules/profile/api/get-profile';
import { db } from '@/server/db/client';
import { emailChanges } from '../../models/z.email-change';
import { oauthAccounts } from '../../models/z.oauth-account';
import { sessions } from '../../models/z.session';
import { users } from '../../models/z.user';
import { exportReadme } from './export-readme';
import { jsonArray } from './json-array';

const json = (value: unknown) => `${JSON.stringify(value, null, '\t')}\n`;

/** The files of a person's archive, one after the other. Columns are named: a new one is no leak. */
export async function* exportFiles(input: { userId: string; locale: string; now: Date }) {
	const { userId, locale, now } = input;
	const user = await db
		.select({
			id: users.id,
			email: users.email,
			emailVerifiedAt: users.emailVerifiedAt,
			createdAt: users.createdAt
		})
		.from(users)
		.where(eq(users.id, userId))
		.get();
	if (!user) return;
	const { email, emailVerifiedAt, ...account } = user;
	const preferences = await getPreferences({ userId });
	const file = (name: string, input: string | Buffer) => ({ name, input, lastModified: now });

	yield file('README.txt', exportReadme({ email, locale, timezone: preferences.timezone, now }));
	yield file('account.json', json(account));
	yield file('profile.json', json(await getProfile({ userId })));
	const avatar = await getAvatar({ userId });
	if (avatar) yield file('picture.webp', avatar.bytes);
	yield file('preferences.json', json(preferences));
	yield file(
		'addresses.json',
		json({
			current: { email, verifiedAt: emailVerifiedAt },
			lately: await listLateAddresses(userId)
		})
	);
	yield file('connections.json', json(await listConnections(userId)));
	yield file('sessions.json', json(await listSessions(userId)));
	yield { name: 'activity.json', input: jsonArray(iterateEvents({ userId })), lastModified: now };
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

const listSessions = (userId: string) =>
	db
		.select({
			method: sessions.method,
			userAgent: sessions.userAgent,
			createdAt: sessions.createdAt,
			lastUsedAt: sessions.lastUsedAt
		})
		.from(sessions)
		.where(eq(sessions.userId, userId));
