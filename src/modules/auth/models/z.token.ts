import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { signUps } from './z.sign-up.ts';
import { users } from './z.user.ts';

/** What a token does. It does nothing else. */
const tokenPurposes = [
	'sign-up-code',
	'sign-up-link',
	'invitation',
	'password-reset',
	'email-change',
	'email-undo',
	'not-me',
	'recovery-stop',
	'recovery-finish'
] as const;

/** Secrets that went out by mail: single-use, bound to one purpose and one address. */
export const tokens = sqliteTable(
	'tokens',
	{
		/** SHA-256 of a token, in hex; HMAC-SHA-256 of a code, which is short. */
		hash: text().primaryKey(),
		purpose: text({ enum: tokenPurposes }).notNull(),
		userId: text('user_id').references(() => users.id, { onDelete: 'cascade' }),
		signUpId: text('sign_up_id').references(() => signUps.id, { onDelete: 'cascade' }),
		/** Of an invitation's link: without that row it is good for nothing. */
		invitationId: text('invitation_id'),
		/** Of an undo link: the change that it takes back. */
		emailChangeId: text('email_change_id'),
		email: text().notNull(),
		createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
		expiresAt: integer('expires_at', { mode: 'timestamp_ms' }).notNull()
	},
	(table) => [
		index('tokens_user_id').on(table.userId),
		index('tokens_sign_up_id').on(table.signUpId),
		index('tokens_expires_at').on(table.expiresAt)
	]
);

export type TokenPurpose = (typeof tokenPurposes)[number];
