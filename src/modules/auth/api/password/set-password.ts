import type { PasswordProblem } from './check-password';
import { hasPassword } from './has-password';
import { replacePassword, type PasswordOwner } from './replace-password';

type Result =
	| { ok: true; token: string | null }
	| { ok: false; reason: 'has-password' }
	| { ok: false; reason: 'password'; problem: PasswordProblem };

/**
 * Gives an account its first password. The caller has asked for a recent confirmation.
 * @throws TryLaterError (503) when too many wait to be hashed.
 */
export async function setPassword(owner: PasswordOwner & { newPassword: string }): Promise<Result> {
	if (await hasPassword(owner)) return { ok: false, reason: 'has-password' };
	const result = await replacePassword({ ...owner, event: 'password-set' });
	return result.ok ? result : { ok: false, reason: 'password', problem: result.problem };
}
