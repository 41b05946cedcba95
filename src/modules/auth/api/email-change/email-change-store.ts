import { and, asc, eq, exists, gt, gte, ne, or, sql } from 'drizzle-orm';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { emailChanges } from '../../models/z.email-change';
import { tokens } from '../../models/z.token';
import { getUserByEmail, userBeingErased } from '../user/user-store';
import { validToken } from '../token/token-store';

/**
 * The address that a link would give to this account, or `null`: for the account that asked alone.
 * Looking does not use the link up.
 */
export async function getEmailChange(
	{ token, userId }: { token: string; userId: string },
	executor: Executor = db
) {
	const now = new Date();
	const row = await executor
		.select({ email: tokens.email })
		.from(tokens)
		.where(and(validToken({ token, purpose: 'email-change', now }), eq(tokens.userId, userId)))
		.get();
	return row ?? null;
}

/** Whether an account may take an address: nobody else has it, nor is it kept for somebody else. */
export async function isEmailAvailable(
	{ email, userId }: { email: string; userId: string },
	executor: Executor
): Promise<boolean> {
	const owner = await getUserByEmail({ email }, executor);
	if (owner && owner.id !== userId) return false;
	return !(await isEmailReserved({ email, userId }, executor));
}

/**
 * Whether an address is kept for an account that left it lately and may want it back, or is that of
 * an account whose erasing is not done yet.
 * @param userId whose own reservations do not count.
 */
export async function isEmailReserved(
	{ email, userId }: { email: string; userId?: string },
	executor: Executor = db
): Promise<boolean> {
	const isReserved = reserved({ email, userId }, executor);
	const [found] = await executor
		.select({ isReserved: sql<number>`${isReserved}` })
		.from(sql`(select 1)`);
	return Boolean(found?.isReserved);
}

/** The condition of {@link isEmailReserved}, for a read that asks more than that. */
export function reserved(
	{ email, userId }: { email: string; userId?: string | undefined },
	executor: Executor
) {
	const left = executor
		.select({ id: emailChanges.id })
		.from(emailChanges)
		.where(
			and(
				eq(emailChanges.oldEmail, email),
				gt(emailChanges.expiresAt, new Date()),
				userId ? ne(emailChanges.userId, userId) : undefined
			)
		);
	return or(exists(left), exists(userBeingErased({ email }, executor)))!;
}

/** More addresses than this nobody has left in a week; the earliest owners come first. */
const RESERVED_MAX = 20;

/** The addresses that are kept for an account that left them lately, the one left first first. */
export async function listReservedEmails(
	{ userId }: { userId: string },
	executor: Executor
): Promise<string[]> {
	const rows = await executor
		.select({ email: emailChanges.oldEmail })
		.from(emailChanges)
		.where(and(eq(emailChanges.userId, userId), gt(emailChanges.expiresAt, new Date())))
		.orderBy(asc(emailChanges.changedAt))
		.limit(RESERVED_MAX);
	return rows.map(({ email }) => email);
}

/**
 * When an account first left an address since a moment, or `null`: as far as it can be undone yet.
 * What an address's owner takes back begins there, and never before.
 */
export async function getEmailLeftAt(
	{ userId, email, since }: { userId: string; email: string; since?: Date },
	executor: Executor = db
): Promise<Date | null> {
	const change = await executor
		.select({ changedAt: emailChanges.changedAt })
		.from(emailChanges)
		.where(
			and(
				eq(emailChanges.userId, userId),
				eq(emailChanges.oldEmail, email),
				since && gte(emailChanges.changedAt, since),
				gt(emailChanges.expiresAt, new Date())
			)
		)
		.orderBy(asc(emailChanges.changedAt))
		.get();
	return change?.changedAt ?? null;
}
