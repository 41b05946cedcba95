import { m } from '@/paraglide/messages';
import type { FormFailure } from '@/forms/parse-form';
import { describePasskeyRefusal } from '../factors/passkeys/describe-passkey-refusal';
import type { stepWithCode } from './step-with-code';
import type { stepWithPasskey } from './step-with-passkey';

type Refusal = Extract<
	Awaited<ReturnType<typeof stepWithCode | typeof stepWithPasskey>>,
	{ ok: false }
>;
type Why = Partial<Pick<FormFailure, 'values' | 'errors' | 'message'>>;

/**
 * What the pages of the second step and of a confirmation answer where it was not taken: the status,
 * and why.
 */
export function describeStepRefusal(
	method: 'totp' | 'recovery-code' | 'passkey',
	refusal: Refusal
): [status: number, why: Why] {
	switch (refusal.reason) {
		case 'passkey':
			return [400, describePasskeyRefusal(refusal.refusal)];
		case 'wrong': {
			const code = method === 'totp' ? m.step_totp_wrong() : m.step_recovery_wrong();
			return [400, { errors: { code } }];
		}
		case 'none':
			return [400, { message: m.step_totp_none() }];
		case 'key-lost':
			return [400, { message: m.step_key_lost() }];
		case 'expired':
			return [400, { message: m.second_factor_expired() }];
		case 'ended':
			return [400, { message: m.second_factor_ended() }];
		case 'other-account':
			return [400, { message: m.form_other_waiting() }];
		case 'too-many':
			return [429, { message: m.second_factor_too_many() }];
		case 'too-many-in-a-row':
			return [429, { message: m.second_factor_too_many_in_a_row() }];
	}
}
