import { and, eq, gt, inArray } from 'drizzle-orm';
import { lifetimes } from '$modules/limits/api/lifetimes';
import type { Executor } from '@/server/db/create-db';
import { deriveTokens, hashToken } from '@/server/secrets';
import { pendingSignIns } from '../../models/z.pending-sign-in';
import { sessions } from '../../models/z.session';

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

/** What the first of two equal posts has begun, if it was a moment ago and is there still. */
export type RepeatedStep = { kind: 'session' | 'closed'; token: string };

/** Where the first of two equal posts landed, or `null` where there was none. */
export async function findRepeatedStep(
	post: StepPost,
	now: Date,
	executor: Executor
): Promise<RepeatedStep | null> {
	const tokens = stepTokens(post);
	const ids = tokens.map(hashToken);
	const since = now.getTime() - lifetimes.repeatedStep;
	const found =
		(await executor
			.select({ id: sessions.id })
			.from(sessions)
			.where(and(inArray(sessions.id, ids), gt(sessions.createdAt, new Date(since))))
			.get()) ??
		(await executor
			.select({ id: pendingSignIns.id, reason: pendingSignIns.reason })
			.from(pendingSignIns)
			.where(
				and(
					inArray(pendingSignIns.id, ids),
					eq(pendingSignIns.reason, 'closed'),
					gt(pendingSignIns.expiresAt, new Date(since + lifetimes.pendingSignIn))
				)
			)
			.get());
	const token = tokens.find((one) => hashToken(one) === found?.id);
	if (!found || !token) return null;
	return { kind: 'reason' in found ? 'closed' : 'session', token };
}
