import { verifyOwnPassword } from '../confirm/verify-own-password';
import { replacePassword, type PasswordOwner, type ReplacedPassword } from './replace-password';

/**
 * Changes the password of a person who knows the current one.
 * @returns the session's new token, or which of the two passwords was refused and why.
 * @throws TryLaterError 429 past the limit, 503 when too many wait to be hashed.
 */
export async function changePassword(
	owner: PasswordOwner & { currentPassword: string; newPassword: string }
): Promise<ReplacedPassword | { ok: false; reason: 'wrong-password' }> {
	const { userId, currentPassword } = owner;
	if (!(await verifyOwnPassword({ userId, password: currentPassword }))) {
		return { ok: false, reason: 'wrong-password' };
	}
	return replacePassword({ ...owner, event: 'password-changed' });
}
