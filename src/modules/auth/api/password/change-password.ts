import { verifyOwnPassword } from '../confirm/verify-own-password';
import type { PasswordProblem } from './check-password';
import { replacePassword, type PasswordOwner } from './replace-password';

type Result =
	| { ok: true; token: string | null }
	| { ok: false; reason: 'wrong-password' }
	| { ok: false; reason: 'password'; problem: PasswordProblem };

/**
 * Changes the password of a person who knows the current one.
 * @returns the session's new token, or which of the two passwords was refused and why.
 * @throws TryLaterError 429 past the limit, 503 when too many wait to be hashed.
 */
export async function changePassword(
	owner: PasswordOwner & { currentPassword: string; newPassword: string }
): Promise<Result> {
	const { userId, currentPassword } = owner;
	if (!(await verifyOwnPassword({ userId, password: currentPassword }))) {
		return { ok: false, reason: 'wrong-password' };
	}
	const result = await replacePassword({ ...owner, event: 'password-changed' });
	return result.ok ? result : { ok: false, reason: 'password', problem: result.problem };
}
