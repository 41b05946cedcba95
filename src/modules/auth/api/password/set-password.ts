import { hasPassword } from './has-password';
import { replacePassword, type PasswordOwner, type ReplacedPassword } from './replace-password';

/**
 * Gives an account its first password. The caller has asked for a recent confirmation.
 * @throws TryLaterError (503) when too many wait to be hashed.
 */
export async function setPassword(
	input: PasswordOwner & { newPassword: string }
): Promise<ReplacedPassword | { ok: false; reason: 'has-password' }> {
	if (await hasPassword(input.owner)) return { ok: false, reason: 'has-password' };
	return replacePassword({ ...input, event: 'password-set' });
}
