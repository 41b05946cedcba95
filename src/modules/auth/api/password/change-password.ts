import {
	givingBackTries,
	restoreLimits,
	takeLimits,
	type Try
} from '$modules/limits/api/take-limits';
import { hasPassword } from './password-hash';
import { verifyOwnPassword } from './verify-own-password';
import { checkPassword, type PasswordProblem } from './password-rules';
import { replacePassword, type PasswordOwner, type ReplacedPassword } from './replace-password';

/** `problem`: what is wrong with the new one besides, to be said at once. */
type WrongPassword = { ok: false; reason: 'wrong-password'; problem: PasswordProblem | null };

/**
 * Changes the password of a person who knows the current one.
 * @returns the session's new token, or which of the two passwords were refused and why.
 * @throws TryLaterError 429 past a limit, of wrong tries or of changes, 503 when too many wait to be hashed.
 */
export async function changePassword(
	input: PasswordOwner & { currentPassword: string; newPassword: string }
): Promise<ReplacedPassword | WrongPassword> {
	const { owner, email, displayName, currentPassword, newPassword } = input;
	const { userId } = owner;
	return asOneChange(userId, async () => {
		if (!(await verifyOwnPassword({ userId, password: currentPassword }))) {
			const problem = await checkPassword(newPassword, [email, displayName]);
			return { ok: false, reason: 'wrong-password', problem };
		}
		return replacePassword({ ...input, event: 'password-changed' });
	});
}

/**
 * Gives an account its first password. The caller has asked for a recent confirmation.
 * @throws TryLaterError 429 past the limit of changes, 503 when too many wait to be hashed.
 */
export async function setPassword(
	input: PasswordOwner & { newPassword: string }
): Promise<ReplacedPassword | { ok: false; reason: 'has-password' }> {
	if (await hasPassword({ userId: input.owner.userId }))
		return { ok: false, reason: 'has-password' };
	return asOneChange(input.owner.userId, () =>
		replacePassword({ ...input, event: 'password-set' })
	);
}

/** Counted before anything is hashed; what changes nothing, for whatever reason, does not count. */
async function asOneChange<T extends { ok: boolean }>(
	userId: string,
	change: () => Promise<T>
): Promise<T> {
	const limit: Try = ['password-changes', userId];
	await takeLimits([limit]);
	return givingBackTries([limit], async () => {
		const result = await change();
		if (!result.ok) await restoreLimits([limit]);
		return result;
	});
}
