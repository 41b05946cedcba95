import { and, desc, eq, gt, ne, notInArray } from 'drizzle-orm';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { type ClientContext, clientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { keepNewest } from '@/server/db/keep-newest';
import { describeUserAgent } from '@/server/describe-user-agent';
import { createToken, hashToken } from '@/server/secrets';
import { SessionEndedError } from '@/server/request-errors';
import { passkeys } from '../../models/z.passkey';
import { pendingSignIns, type PendingSignIn } from '../../models/z.pending-sign-in';
import { sessions, type Session, type SignInMethod } from '../../models/z.session';
import { addAmr, type Proof, type SecondProof } from './amr';
import { createLucia } from './lucia';
import type { RequestEvent } from '@sveltejs/kit';
import { recordEvent } from '$modules/activity/api/record-event';
import { endAccess } from './end-access';
import { asOwner, sameSession, type SessionOwner } from './session-owner';

type NewSession = {
	userId: string;
	method: SignInMethod;
	/** What proved it, see `amr.ts`. */
	amr: string;
	passkeyId?: string | null;
	/** When, where that was before the session began; it counts as a confirmation from then. */
	provedAt?: Date;
	missing?: Session['missing'];
	/** A new one, unless one was derived: see `stepTokens`. */
	token?: string | undefined;
	client: ClientContext;
	now: Date;
};

/**
 * Begins a session for a person who has proved who they are. Past fifty of theirs the one that was
 * used last the longest ago ends.
 * @returns the token for the cookie; the database holds its SHA-256 alone.
 */
export async function createSession(session: NewSession, executor: Executor): Promise<string> {
	const { userId, client, now, passkeyId = null, missing = null, provedAt, ...rest } = session;
	const { token = createToken(), ...proved } = rest;
	const sessionId = hashToken(token);
	await createLucia(executor).createSession(
		userId,
		{
			...proved,
			passkeyId,
			missing,
			userAgent: client.userAgent,
			createdAt: now,
			lastUsedAt: now,
			confirmedAt: provedAt ?? now
		},
		{ sessionId }
	);
	await endOldest({ userId, sessionId }, executor);
	return token;
}

/** Sessions that an account has at most. */
const SESSIONS_MAX = 50;

/** Ends those that are too many with the one that has begun: the longest unused first. */
async function endOldest(
	{ userId, sessionId }: { userId: string; sessionId: string },
	executor: Executor
): Promise<void> {
	const others = and(eq(sessions.userId, userId), ne(sessions.id, sessionId));
	const kept = executor
		.select({ id: sessions.id })
		.from(sessions)
		.where(others)
		.orderBy(desc(sessions.lastUsedAt))
		.limit(SESSIONS_MAX - 1);
	await executor.delete(sessions).where(and(others, notInArray(sessions.id, kept)));
}

/** Sign-ins of an account that wait at most: each lasts ten minutes, and `endAccess` ends all at once. */
const PENDING_MAX = 50;

/**
 * Keeps a proved sign-in that may not begin a session yet. Past fifty of an account the oldest ends.
 * @returns the token for this browser's cookie. It opens nothing but the page that the reason names.
 */
export async function createPendingSignIn(
	pending: Omit<PendingSignIn, 'id' | 'expiresAt'> & { token?: string | undefined; now: Date },
	executor: Executor
): Promise<string> {
	const { now, token = createToken(), ...values } = pending;
	const expiresAt = new Date(now.getTime() + lifetimes.pendingSignIn);
	await executor.insert(pendingSignIns).values({ ...values, id: hashToken(token), expiresAt });
	const whose = eq(pendingSignIns.userId, values.userId);
	await keepNewest(
		{ table: pendingSignIns, whose, by: pendingSignIns.expiresAt, max: PENDING_MAX },
		executor
	);
	return token;
}

/**
 * Gives a session a new token at a change of strength (ASVS 7.2.4): the old one opens nothing from
 * now on. When the session began, and with it its absolute end, stays.
 * @param input.proof what has just proved once more who the person is: it counts as a confirmation.
 * Absent where nothing did, such as a link from a mail.
 * @returns the new token.
 * @throws SessionEndedError
 */
export async function rotateSession(
	{ sessionId, proof, now }: { sessionId: string; proof?: Proof | SecondProof; now: Date },
	executor: Executor
): Promise<string> {
	const token = createToken();
	const grown = proof && {
		confirmedAt: now,
		...(await grownBy(proof, sessionId, executor))
	};
	const [rotated] = await executor
		.update(sessions)
		.set({ id: hashToken(token), lastUsedAt: now, ...grown })
		.where(eq(sessions.id, sessionId))
		.returning({ id: sessions.id });
	if (!rotated) throw new SessionEndedError();
	return token;
}

/** What proved a session and its person once more. The first passkey that did stays. */
async function grownBy(proof: Proof | SecondProof, sessionId: string, executor: Executor) {
	const session = await executor
		.select({ amr: sessions.amr, passkeyId: sessions.passkeyId })
		.from(sessions)
		.where(eq(sessions.id, sessionId))
		.get();
	if (!session) throw new SessionEndedError();
	const passkeyId = 'passkeyId' in proof ? proof.passkeyId : null;
	return { amr: addAmr(session.amr, proof), passkeyId: session.passkeyId ?? passkeyId };
}

/** Ends a session of a person: its token opens nothing from now on. */
const deleteSession = ({ userId, sessionId }: SessionOwner, executor: Executor) =>
	executor.delete(sessions).where(and(eq(sessions.id, sessionId), eq(sessions.userId, userId)));

/** More than anybody reads; "end all others" ends those beyond it too. */
const LISTED_MAX = 100;

/**
 * Where a person is signed in: the session that asks first, then by last use. A session's id is the
 * hash of its token and opens nothing.
 */
export async function listSessions({ userId, sessionId }: { userId: string; sessionId: string }) {
	const now = Date.now();
	const rows = await db
		.select({
			id: sessions.id,
			method: sessions.method,
			amr: sessions.amr,
			/** What the passkey is called that proved it, if it is there still. */
			passkey: passkeys.name,
			userAgent: sessions.userAgent,
			createdAt: sessions.createdAt,
			lastUsedAt: sessions.lastUsedAt
		})
		.from(sessions)
		.leftJoin(passkeys, eq(passkeys.id, sessions.passkeyId))
		.where(
			and(
				eq(sessions.userId, userId),
				gt(sessions.lastUsedAt, new Date(now - lifetimes.sessionIdle)),
				gt(sessions.createdAt, new Date(now - lifetimes.sessionTotal))
			)
		)
		.orderBy(desc(eq(sessions.id, sessionId)), desc(sessions.lastUsedAt))
		.limit(LISTED_MAX);
	return rows.map(({ userAgent, ...session }) => ({
		...session,
		...describeUserAgent(userAgent),
		isCurrent: session.id === sessionId
	}));
}

export type ListedSession = Awaited<ReturnType<typeof listSessions>>[number];

/**
 * Ends one session of a person: it is refused at its next request, whatever process serves it.
 * @returns `false` where there is no such session of theirs.
 * @throws SessionEndedError
 */
export async function revokeSession(input: {
	owner: SessionOwner;
	id: string;
	client: ClientContext;
}): Promise<boolean> {
	const { owner, id, client } = input;
	const { userId } = owner;
	return asOwner(owner, async (tx, now) => {
		const session = { userId, sessionId: id };
		const [ended] = await deleteSession(session, tx).returning({ id: sessions.id });
		if (!ended) return false;
		await recordEvent({ userId, type: 'session-ended', client, now }, tx);
		return true;
	});
}

/**
 * Ends every session of a person but the one that asks. Every browser is a new one from now on:
 * whoever signs others out wants to hear of it when one of them comes back.
 * @returns from when on known browsers count, see `keepKnownBrowser`.
 * @throws SessionEndedError
 */
export async function revokeOtherSessions(input: {
	owner: SessionOwner;
	client: ClientContext;
}): Promise<Date> {
	const { owner, client } = input;
	const { userId, sessionId } = owner;
	return asOwner(owner, async (tx, now) => {
		await endAccess({ userId, exceptSessionId: sessionId, knownSince: now }, tx);
		await recordEvent({ userId, type: 'sessions-ended', client, now }, tx);
		return now;
	});
}

/**
 * Ends the session that this browser has, if any: when somebody signs out, and before it gets
 * another, perhaps of another account (ASVS 7.2.4).
 */
export async function revokeCurrentSession(event: RequestEvent): Promise<void> {
	const { session } = event.locals;
	if (!session) return;
	const { userId } = session;
	const client = clientContext(event);
	await db.transaction(async (tx) => {
		await tx.delete(sessions).where(sameSession(session));
		await recordEvent({ userId, type: 'signed-out', client }, tx);
	});
}
