import type { Cookies } from '@sveltejs/kit';
import { and, desc, eq, gt, isNotNull, lt, ne, sql, type Column } from 'drizzle-orm';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { deleteCookie, readCookie, writeCookie } from '@/server/cookies';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { hashToken, keyedHashes } from '@/server/secrets';
import { pendingConnections } from '../../models/z.pending-connection';
import { signUps, type SignUpMethod } from '../../models/z.sign-up';
import { tokens } from '../../models/z.token';
import { whoMaySignUp } from '../access/sign-up-kinds';
import { signUpKinds } from '../access/sign-up-kinds';
import { validToken } from '../token/token-store';

/** Wrong codes that a pending sign-up bears. */
export const TRIES_MAX = 5;

/**
 * When a pending sign-up ends: an hour from its last mail.
 * @param mailWaits the mail was asked for and is not out yet. Its turn may come late; the hour begins
 * when it has gone out (`beginSignUpHour`).
 */
export const signUpEnd = (now: Date, { mailWaits = false } = {}): Date =>
	new Date(now.getTime() + (mailWaits ? lifetimes.waitingMail : lifetimes.signUp));

/**
 * The statements for when the mail of a pending sign-up has gone out: its hour begins, with that of an
 * identity which waits. Where nobody signs up any more, it lasts no longer than it did.
 */
export function beginSignUpHour({ id, now }: { id: string; now: Date }) {
	const end = signUpEnd(now).getTime();
	const until = (column: Column, time: number) =>
		isSignUpOpen() ? sql`${time}` : sql`min(${column}, ${time})`;
	return [
		db
			.update(signUps)
			.set({ expiresAt: until(signUps.expiresAt, end) })
			.where(eq(signUps.id, id)),
		db
			.update(pendingConnections)
			.set({ expiresAt: until(pendingConnections.expiresAt, end + lifetimes.pendingIdentity) })
			.where(eq(pendingConnections.signUpId, id))
	] as const;
}

/** Whether anybody may sign up who wishes. */
export const isSignUpOpen = (): boolean => whoMaySignUp() === 'open';

/** A pending sign-up that can be completed by code yet. */
export const openSignUp = (id: string, now: Date) =>
	and(eq(signUps.id, id), lt(signUps.tries, TRIES_MAX), gt(signUps.expiresAt, now));

/** The pending sign-up that a browser began, while it lasts. */
export async function getSignUp({ id }: { id: string }) {
	const now = new Date();
	const row = await db
		.select({
			email: signUps.email,
			redirectTo: signUps.redirectTo,
			mailAskedAt: signUps.mailAskedAt,
			mailHeldUntil: signUps.mailHeldUntil,
			method: signUps.method
		})
		.from(signUps)
		.where(openSignUp(id, now))
		.get();
	return row ?? null;
}

/** The hashes under which the code of a sign-up may be kept: it counts for this one alone. */
export const codeHashes = (signUpId: string, code: string): string[] =>
	keyedHashes('sign-up-code', `${signUpId} ${code}`);

/** As many as an address can have with a code that is still good: an hour's mails, in two windows. */
const SIBLINGS_MAX = 40;

/**
 * Whether a code is good for another pending sign-up of the same address. It looks at sign-ups, which
 * are there for known and unknown addresses alike, and not at codes, which are not: the work is the
 * same, so that its time tells nothing.
 */
export async function isSiblingCode(
	{ id, email, code, now }: { id: string; email: string; code: string; now: Date },
	executor: Executor
): Promise<boolean> {
	const siblings = await executor
		.select({ id: signUps.id })
		.from(signUps)
		.where(
			and(
				eq(signUps.email, email),
				ne(signUps.id, id),
				gt(signUps.expiresAt, now),
				isNotNull(signUps.mailAskedAt)
			)
		)
		.orderBy(desc(signUps.mailAskedAt))
		.limit(SIBLINGS_MAX);
	const hashes = siblings.flatMap((sibling) => codeHashes(sibling.id, code));
	const found = await executor
		.select({ hash: tokens.hash })
		.from(tokens)
		.where(validToken({ codeHashes: hashes, purpose: 'sign-up-code', now }))
		.get();
	return found !== undefined;
}

/** The pending sign-up that a mailed link belongs to. Looking does not use the link up. */
export async function getSignUpByLink({ token }: { token: string }) {
	const now = new Date();
	const row = await db
		.select({
			id: signUps.id,
			email: signUps.email,
			method: signUps.method,
			passwordHash: signUps.passwordHash,
			redirectTo: signUps.redirectTo
		})
		.from(tokens)
		.innerJoin(signUps, eq(signUps.id, tokens.signUpId))
		.where(validToken({ token, purpose: 'sign-up-link', now }))
		.get();
	return row ?? null;
}

/**
 * By what the account of a mailed link begins, in the browser with this one's cookie. Where it is not
 * the one that began, what was begun there may be a stranger's: whoever proves the mailbox sets a
 * password, or makes a passkey where no account begins by a password.
 * @returns `same` as it began, or `null` where there is nothing else to begin it by.
 */
export function howLinkBegins(
	{ id, method }: { id: string; method: SignUpMethod },
	signUpId: string | null
): 'same' | 'password' | 'passkey' | null {
	if (id === signUpId || method === 'passkey') return 'same';
	const { password, passkey } = signUpKinds();
	if (password) return 'password';
	return passkey ? 'passkey' : null;
}

/** The id of the sign-up that this browser began, or `null`. */
export function readSignUpCookie(cookies: Cookies): string | null {
	const token = readCookie(cookies, 'signup');
	return token ? hashToken(token) : null;
}

export function writeSignUpCookie(cookies: Cookies, token: string): void {
	// Its mail may have to wait; the row says when the sign-up ends.
	writeCookie(cookies, 'signup', token, lifetimes.waitingMail / 1000);
}

export function deleteSignUpCookie(cookies: Cookies): void {
	deleteCookie(cookies, 'signup');
}
