import { and, eq, gt, inArray } from 'drizzle-orm';
import { lifetimes } from '$modules/limits/api/lifetimes';
import type { Executor } from '@/server/db/create-db';
import { deriveTokens, hashToken } from '@/server/secrets';
import { pendingSignIns, shutReasons, type ShutReason } from '../../models/z.pending-sign-in';
import { sessions, type Session } from '../../models/z.session';
import { trustedDevices } from '../../models/z.trusted-device';
import { firstDeviceTokens } from '../factors/trusted-devices/device-cookie';

/** What one post to the second step is made of. */
export type StepPost = {
	/** The token of the `pending` cookie. */
	pending: string;
	/** By what it proved it: the kind, and the code or credential. */
	answer: string;
};

/**
 * The token of what a post of the second step begins, under each key in force, the current one first.
 * It follows from the browser's own token and from what was posted: whoever posts the same again gets
 * the same session, and nobody else does.
 */
export const stepTokens = ({ pending, answer }: StepPost): string[] =>
	deriveTokens('second-step', `${pending}\0${answer}`);

/** The same for the token of the device that such a post trusts. */
export const stepDeviceTokens = ({ pending, answer }: StepPost): string[] =>
	firstDeviceTokens(`${pending}\0${answer}`);

/** What the first of two equal posts has begun, if it was a moment ago and is there still. */
export type RepeatedStep =
	| { kind: ShutReason; token: string }
	| {
			kind: 'session';
			token: string;
			/** `device`: the token by which the browser is trusted, where that was ticked. */
			session: Pick<Session, 'userId' | 'method' | 'missing' | 'createdAt'> & { device?: string };
	  };

/** Where the first of two equal posts landed, or `null` where there was none. */
export async function findRepeatedStep(
	post: StepPost,
	now: Date,
	executor: Executor
): Promise<RepeatedStep | null> {
	const tokens = stepTokens(post);
	const ids = tokens.map(hashToken);
	const since = now.getTime() - lifetimes.repeatedStep;
	const tokenOf = (id: string) => tokens.find((one) => hashToken(one) === id)!;
	const { id, userId, method, missing, createdAt } = sessions;
	const session = await executor
		.select({ id, userId, method, missing, createdAt })
		.from(sessions)
		.where(and(inArray(id, ids), gt(createdAt, new Date(since))))
		.get();
	if (session) {
		const device = await findDevice(post, session, executor);
		const begun = device ? { ...session, device } : session;
		return { kind: 'session', token: tokenOf(session.id), session: begun };
	}
	const shut = await executor
		.select({ id: pendingSignIns.id, reason: pendingSignIns.reason })
		.from(pendingSignIns)
		.where(
			and(
				inArray(pendingSignIns.id, ids),
				inArray(pendingSignIns.reason, shutReasons),
				gt(pendingSignIns.expiresAt, new Date(since + lifetimes.pendingSignIn))
			)
		)
		.get();
	return shut ? { kind: shut.reason as ShutReason, token: tokenOf(shut.id) } : null;
}

/** The token of the device that the first post trusted, unless it was replaced or taken away since. */
async function findDevice(post: StepPost, { userId }: { userId: string }, executor: Executor) {
	const tokens = stepDeviceTokens(post);
	const { hash } = trustedDevices;
	const found = await executor
		.select({ hash })
		.from(trustedDevices)
		.where(and(eq(trustedDevices.userId, userId), inArray(hash, tokens.map(hashToken))))
		.get();
	return tokens.find((one) => hashToken(one) === found?.hash);
}
