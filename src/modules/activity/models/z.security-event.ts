import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { users } from '../../auth/models/z.user.ts';

const securityEventTypes = [
	'signed-up',
	'signed-in',
	'signed-in-closed',
	'signed-in-suspended',
	'signed-out',
	'sign-in-failed',
	'confirmed',
	'password-changed',
	'password-set',
	'password-reset',
	'connection-added',
	'connection-removed',
	'passkey-added',
	'passkey-removed',
	'passkey-renamed',
	'passkey-refused',
	'second-step-asked',
	'second-step-failed',
	'second-step-on',
	'second-step-off',
	'second-step-by-app',
	'totp-added',
	'totp-moved',
	'totp-removed',
	'recovery-codes-made',
	'recovery-code-used',
	'device-trusted',
	'device-forgotten',
	'device-refused',
	'factors-restored',
	'recovery-started',
	'recovery-stopped',
	'recovery-finished',
	'session-ended',
	'sessions-ended',
	'not-me',
	'email-changed',
	'email-restored',
	'account-closed',
	'account-reopened',
	'account-suspended',
	'suspension-lifted',
	'account-viewed',
	'all-sessions-ended',
	'reset-sent',
	'factors-removed',
	'factors-and-passkeys-removed',
	'limits-released',
	'role-given',
	'role-taken',
	'address-blocked',
	'address-unblocked',
	'invitation-sent',
	'invitation-sent-again',
	'invitation-revoked',
	'exported',
	'attempt-withdrawn',
	'record-begun',
	'entries-purged',
	'entries-erased'
] as const;

/** What one can look for in the record; `record` is what happened to itself. */
const securityEventKinds = ['sign-in', 'security', 'account', 'record'] as const;

/**
 * What happened to accounts: appended by the operations and never changed, once it is old enough to be
 * chained (`z.record-link.ts`).
 */
export const securityEvents = sqliteTable(
	'security_events',
	{
		/** The order in which entries were made: it only grows, and no number is given twice. */
		seq: integer().primaryKey({ autoIncrement: true }),
		/** By which links and mails name an entry. */
		id: text()
			.notNull()
			.unique()
			.$defaultFn(() => crypto.randomUUID()),
		/** Nobody's is what happened to the record itself, and to an invitation. */
		userId: text('user_id').references(() => users.id, { onDelete: 'cascade' }),
		type: text({ enum: securityEventTypes }).$type<SecurityEventType | OwnEventType>().notNull(),
		/** Follows from the type; kept, so that looking for one kind reads no other. */
		kind: text({ enum: securityEventKinds }).notNull().default('sign-in'),
		/** How: the method of sign-in or confirmation, where there is one. */
		method: text(),
		/** The passkey by which it was done, as it was called then: it may be gone, or have another name. */
		passkey: text(),
		/** Of a sign-in: the browser had never signed in to this account before. */
		newBrowser: integer('new_browser', { mode: 'boolean' }).notNull().default(false),
		ipAddress: text('ip_address').notNull(),
		userAgent: text('user_agent').notNull(),
		/** Who did it, where it was not the owner: `operator` for the command line. Then no place is kept. */
		actor: text(),
		/** Why, in the words of whoever did it. */
		reason: text(),
		/** Of `entries-purged` and `entries-erased`: the numbers that went, as `3-17,20`. */
		removed: text(),
		/**
		 * Keeps what is chained of an entry from telling anything once the entry is gone. In an entry
		 * that tells of others that went, it proves that we wrote it (`removalProofOf` in `chain/digests.ts`).
		 */
		salt: text().$defaultFn(() => crypto.randomUUID()),
		createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull()
	},
	(table) => [
		index('security_events_user_id_created_at').on(table.userId, table.createdAt, table.id),
		index('security_events_user_id_kind').on(table.userId, table.kind, table.createdAt, table.id),
		index('security_events_created_at').on(table.createdAt),
		// For looking through the whole record. A sign-in is in none of these.
		index('security_events_kind')
			.on(table.kind, table.createdAt)
			.where(sql`kind <> 'sign-in'`),
		index('security_events_actor')
			.on(table.actor, table.createdAt)
			.where(sql`actor is not null`),
		index('security_events_removed')
			.on(table.seq)
			.where(sql`removed is not null`)
	]
);

export type SecurityEventType = (typeof securityEventTypes)[number];
/** What a feature that is built on these modules keeps in the record: its name, a slash and a word. */
type OwnEventType = `${string}/${string}`;
export type SecurityEventKind = (typeof securityEventKinds)[number];

/** Under what each event is found in the record. */
export const eventKinds: Record<SecurityEventType, SecurityEventKind> = {
	'signed-in': 'sign-in',
	'signed-in-closed': 'sign-in',
	'signed-in-suspended': 'sign-in',
	'signed-out': 'sign-in',
	'sign-in-failed': 'sign-in',
	'second-step-asked': 'sign-in',
	'second-step-failed': 'sign-in',
	'device-trusted': 'sign-in',
	'device-forgotten': 'sign-in',
	'device-refused': 'sign-in',
	'second-step-on': 'security',
	'second-step-off': 'security',
	'second-step-by-app': 'security',
	'totp-added': 'security',
	'totp-moved': 'security',
	'totp-removed': 'security',
	'recovery-codes-made': 'security',
	'recovery-code-used': 'security',
	'factors-restored': 'security',
	'recovery-started': 'security',
	'recovery-stopped': 'security',
	'recovery-finished': 'security',
	'session-ended': 'sign-in',
	'sessions-ended': 'sign-in',
	'not-me': 'security',
	confirmed: 'security',
	'password-changed': 'security',
	'password-set': 'security',
	'password-reset': 'security',
	'connection-added': 'security',
	'connection-removed': 'security',
	'passkey-added': 'security',
	'passkey-removed': 'security',
	'passkey-renamed': 'security',
	'passkey-refused': 'security',
	'signed-up': 'account',
	'email-changed': 'account',
	'email-restored': 'account',
	'account-closed': 'account',
	'account-reopened': 'account',
	'account-suspended': 'account',
	'suspension-lifted': 'account',
	'account-viewed': 'account',
	'all-sessions-ended': 'sign-in',
	'reset-sent': 'security',
	'factors-removed': 'security',
	'factors-and-passkeys-removed': 'security',
	'limits-released': 'sign-in',
	'role-given': 'account',
	'role-taken': 'account',
	'address-blocked': 'account',
	'address-unblocked': 'account',
	'invitation-sent': 'account',
	'invitation-sent-again': 'account',
	'invitation-revoked': 'account',
	exported: 'account',
	'attempt-withdrawn': 'record',
	'record-begun': 'record',
	'entries-purged': 'record',
	'entries-erased': 'record'
};
