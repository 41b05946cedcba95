import { formOwner } from '../kept-form/returned-form';
import { findWaitingSignIn } from '../sign-in/waiting-sign-in';
import { getDelayedRecovery, recoveryDelay } from './delayed-recovery-store';

/** What the page of a delayed recovery shows somebody whose sign-in waits in this browser. */
export type RecoveryPage = {
	/** Whose it is, as forms name people. */
	formOwner: string;
	/** Between asking and the last link. */
	hours: number;
	/** Of the one that is running, if any. */
	recovery: { requestedAt: Date; dueAt: Date | null; isReady: boolean } | null;
};

/**
 * How far the delayed recovery is of an account that this browser's sign-in waits for.
 * @param input.pending the token of the browser's cookie, or `null`.
 * @returns `null` where no sign-in waits for its second step here.
 */
export async function getRecoveryPage(input: {
	pending: string | null;
}): Promise<RecoveryPage | null> {
	const delay = recoveryDelay();
	const found = await findWaitingSignIn({ ...input, now: new Date() });
	if (delay === null || found.state !== 'waiting') return null;
	const running = await getDelayedRecovery(found.pending);
	const hours = Math.round(delay / (60 * 60 * 1000));
	const page = { formOwner: formOwner(found.user.id), hours };
	if (!running) return { ...page, recovery: null };
	const { requestedAt, dueAt, offeredAt } = running;
	return { ...page, recovery: { requestedAt, dueAt, isReady: offeredAt !== null } };
}
