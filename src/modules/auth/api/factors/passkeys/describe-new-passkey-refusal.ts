import type { z } from 'zod';
import { m } from '@/paraglide/messages';
import { PASSKEYS_MAX } from './passkey-store';

const sentences = {
	invalid: m.passkeys_invalid,
	expired: m.passkeys_expired,
	exists: m.passkeys_exists,
	// The same answer sent twice: the first one has been taken.
	used: m.passkeys_exists,
	'too-many': () => m.passkeys_full({ max: PASSKEYS_MAX })
};

/**
 * What a form says of a passkey that was made and is not taken.
 * @param why a reason of `createPasskey`, or what is wrong with the name.
 */
export const describeNewPasskeyRefusal = (why: keyof typeof sentences | z.ZodError) =>
	typeof why === 'string'
		? { message: sentences[why]() }
		: { errors: { name: why.issues[0]?.message ?? m.passkeys_invalid() } };
