import { createClient, type Value } from '@libsql/client';
import { eq, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { db } from '@/server/db/client';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { sentMails } from '$modules/mail/models/z.sent-mail';
import { preferences } from '$modules/preferences/models/z.preferences';
import { avatars } from '$modules/profile/models/z.avatar';
import { profiles } from '$modules/profile/models/z.profile';
import { createPasskeyRow } from '$tests/factories';
import { signedInPerson } from '$tests/people';
import { delayedRecoveries } from '../../models/z.delayed-recovery';
import { oauthAccounts } from '../../models/z.oauth-account';
import { passwords } from '../../models/z.password';
import { recoveryCodes } from '../../models/z.recovery-code';
import { removedFactors } from '../../models/z.removed-factor';
import { sessions } from '../../models/z.session';
import { totps } from '../../models/z.totp';
import { trustedDevices } from '../../models/z.trusted-device';
import { users } from '../../models/z.user';
import type { Feature } from '@/feature/feature';
import { features } from '../../../../features';
import { changeAddress } from '../recovery/recovery.fixture';
import { waitAtThePage } from './suspended.fixture';

/** What of a person stays out of the archive, and why. Anything new has to be in it, or here. */
const leftOut: Record<string, string> = {
	user_id: 'stands in account.json',
	'passwords.hash': 'a secret',
	'passkeys.id': 'says nothing about the person',
	'passkeys.public_key': 'the same',
	'sessions.passkey_id': 'its name in sessions.json',
	'sessions.id': 'the hash of a secret',
	'users.erasing_at': 'nobody downloads from an account that is being erased',
	'profiles.is_hidden': 'follows from what account.json says',
	'profiles.username_key': 'follows from the username',
	'sent_mails.id': 'says nothing about the person',
	'security_events.id': 'says nothing about the person',
	'security_events.kind': 'follows from the type',
	'security_events.removed': 'says nothing about the person',
	'security_events.salt': 'a secret',
	'email_changes.id': 'says nothing about the person',
	'totps.id': 'the same',
	'totps.sealed': 'a secret',
	'totps.session_started_at': 'gone with the first code',
	'recovery_codes.hash': 'the hash of a secret',
	'trusted_devices.id': 'says nothing about the person',
	'trusted_devices.hash': 'the hash of a secret',
	'trusted_devices.previous_hash': 'the same',
	'removed_factors.id': 'says nothing about the person',
	'removed_factors.sealed': 'holds secrets',
	'delayed_recoveries.id': 'says nothing about the person',
	'avatars.id': 'the same',
	'avatars.bytes': 'picture.webp',
	tokens: 'secrets, gone within a week',
	oauth_transactions: 'secrets, gone within minutes',
	pending_sign_ins: 'the same',
	kept_forms: 'the same',
	shown_recovery_codes: 'the same'
};

let time = Date.now() - 30 * 24 * 60 * 60 * 1000;
/** Another one each time, so that none stands in for another. */
const moment = () => new Date((time += 60 * 60 * 1000));

/** A row of each table of second factors, in which every column holds something. */
async function giveFactors(userId: string) {
	const app = { number: 4713, confirmedAt: moment(), lastUsedAt: moment(), expiresAt: moment() };
	await db.insert(totps).values({ userId, sealed: 'x', createdAt: moment(), ...app });
	const code = { hash: 'x', createdAt: moment(), usedAt: moment() };
	await db.insert(recoveryCodes).values({ userId, ...code });
	const device = { hash: 'y', previousHash: 'z', userAgent: 'Browser of Ada' };
	const trusted = { rotatedAt: moment(), createdAt: moment(), expiresAt: moment() };
	await db.insert(trustedDevices).values({ userId, ...device, ...trusted });
	const removed = { kind: 'totp', removedAt: moment(), expiresAt: moment() } as const;
	await db.insert(removedFactors).values({ userId, sealed: 'x', ...removed });
	const recovery = { requestedAt: moment(), startedAt: moment(), dueAt: moment() };
	const asked = { toldAgainAt: moment(), reminderAskedAt: moment() };
	const told = { remindedAt: moment(), offeredAt: moment() };
	await db.insert(delayedRecoveries).values({ userId, ...recovery, ...asked, ...told });
}

/** A person of whom every column holds something. */
async function wholePerson() {
	const { user, email, browser } = await signedInPerson();
	await changeAddress(browser, `next.${email}`);
	const userId = user.id;
	const profile = { username: 'walker', displayName: 'Ada', bio: 'Counts', website: 'https://a.b' };
	await db.update(profiles).set({ ...profile, updatedAt: moment() });
	const choices = { theme: 'dark', locale: 'ja', timezone: 'Asia/Tokyo' } as const;
	await db.insert(preferences).values({ userId, ...choices, updatedAt: moment() });
	await db.insert(avatars).values({ userId, bytes: Buffer.from('x'), createdAt: moment() });
	const connection = {
		provider: 'github',
		issuer: 'i.example',
		subject: '4711',
		email: 'a@b.example'
	};
	const used = { createdAt: moment(), lastUsedAt: moment() };
	await db.insert(oauthAccounts).values({ userId, ...connection, ...used });
	const dates = { knownSince: moment(), newBrowserMailAt: moment(), emailVerifiedAt: moment() };
	const step = { asksSecondStep: true, factorRequiredAt: moment(), wrongCodeMailAt: moment() };
	await db.update(users).set({ ...dates, ...step, createdAt: moment() });
	const passkey = await createPasskeyRow({
		userId,
		name: 'Key of Ada',
		algorithm: -8,
		counter: 4712,
		transports: ['smart-card', 'new kind'],
		aaguid: 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd',
		lastUsedAt: moment(),
		createdAt: moment()
	});
	await giveFactors(userId);
	const sent = { id: 'm', template: 'invitation', askedAt: moment(), sentAt: moment() } as const;
	await db.insert(sentMails).values({ userId, ...sent });
	await db.update(passwords).set({ updatedAt: moment() });
	const confirmed = { createdAt: moment(), confirmedAt: moment() };
	await db.update(sessions).set({ passkeyId: passkey.id, ...confirmed });
	await db
		.update(securityEvents)
		.set({ method: 'mail', passkey: 'Old key', actor: 'operator', reason: 'Ticket 7' })
		.where(eq(securityEvents.userId, userId));
	// Suspended, and closed besides: a session opens nothing then, a sign-in that waits has the archive.
	const shut = { closedAt: moment(), suspendedAt: moment() };
	const mailBlockedAt = moment();
	await db.update(users).set({ ...shut, mailBlockedAt, updatedAt: moment() });
	return { userId, browser: await waitAtThePage(userId) };
}

/** Each table that hangs on a person, with the column that says on whom. */
const tablesOfPeople = `
	SELECT 'users' AS name, 'id' AS owner UNION
	SELECT tables.name, keys."from"
	FROM sqlite_master AS tables, pragma_foreign_key_list(tables.name) AS keys
	WHERE tables.type = 'table' AND keys."table" = 'users'`;

function asWritten(column: string, value: Value | undefined): string {
	const isDate = typeof value === 'number' && value > 1e12;
	const isChoice =
		/^(new_browser|notify_new_sign_in|asks_second_step|automatic_passkey|is_\w+)$/.test(column);
	if (column === 'transports') return String(JSON.parse(String(value))[0]);
	if (isChoice) return value ? 'true' : 'false';
	return isDate ? new Date(value).toISOString() : String(value);
}

/** A value that no other column has, by which a column is found in the archive. */
function madeUp({ type, name }: Record<string, unknown>): Value {
	if (type === 'BLOB') return new Uint8Array([1]).buffer;
	return type === 'INTEGER' ? moment().getTime() : `${name} of ${moment().getTime()}`;
}

/** A row of a table in which every column holds something, as its schema alone tells. */
async function fillTable(table: string, owner: string, userId: string): Promise<void> {
	const { rows } = await db.$client.execute(`pragma table_info("${table}")`);
	const args = rows.map((column) => (column.name === owner ? userId : madeUp(column)));
	const sql = `insert into "${table}" values (${rows.map(() => '?').join()})`;
	await db.$client.execute({ sql, args });
}

/** What a feature leaves out of the archive, it says itself. */
const unsaid = Object.assign(
	{},
	leftOut,
	...[...features].map((feature: Feature) => feature.archive?.leavesOut)
);

test('no column of a person stays out of the archive without a reason', async () => {
	const { userId, browser } = await wholePerson();
	const owned = (await db.$client.execute(tablesOfPeople)).rows;
	for (const { name, owner } of owned) {
		const [table, column] = [String(name), String(owner)];
		if (Object.hasOwn(unsaid, table)) continue;
		const whose = sql`${sql.identifier(column)} = ${userId}`;
		// A table that nothing above knows: a feature's.
		if ((await db.$count(sql.identifier(table), whose)) === 0)
			await fillTable(table, column, userId);
	}
	const archive = await (await browser.get('/account-suspended/export')).text();
	const client = createClient({ url: process.env.DATABASE_URL! });
	const missing: string[] = [];
	for (const { name, owner } of owned) {
		const statement = `SELECT * FROM "${name}" WHERE "${owner}" = ? ORDER BY rowid LIMIT 1`;
		const { columns, rows } = await client.execute({ sql: statement, args: [userId] });
		for (const column of columns) {
			const path = `${name}.${column}`;
			if ([String(name), column, path].some((key) => Object.hasOwn(unsaid, key))) continue;
			if (!archive.includes(asWritten(column, rows[0]?.[column]))) missing.push(path);
		}
	}
	client.close();
	expect(missing).toEqual([]);
});
