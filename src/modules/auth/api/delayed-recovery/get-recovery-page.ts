import { getDelayedRecovery, getWaitingSignIn } from './delayed-recovery-store';
import { recoveryDelay } from './recovery-delay';

/** What the page of a delayed recovery shows somebody whose sign-in waits in this browser. */
export type RecoveryPage = {
	/** Between asking and the last link. */
	hours: number;
	/** Of the one that is running, if any. */
	recovery: { requestedAt: Date; dueAt: Date | null; isReady: boolean } | null;
};

/**
 * How far the delayed recovery is of an account that this browser's sign-in waits for.
 * @param pendingId from the browser's cookie.
 * @returns `null` where no sign-in waits for its second step here.
 */
export async function getRecoveryPage({
	pendingId
}: {
	pendingId: string;
}): Promise<RecoveryPage | null> {
	const delay = recoveryDelay();
	const pending = await getWaitingSignIn({ pendingId });
	if (delay === null || !pending) return null;
	const running = await getDelayedRecovery(pending);
	const hours = Math.round(delay / (60 * 60 * 1000));
	if (!running) return { hours, recovery: null };
	const { requestedAt, dueAt, offeredAt } = running;
	return { hours, recovery: { requestedAt, dueAt, isReady: offeredAt !== null } };
}
