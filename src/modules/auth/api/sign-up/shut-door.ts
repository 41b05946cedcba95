import { m } from '@/paraglide/messages';
import { env } from '@/server/env';
import { signUpKinds } from './sign-up-kinds';

/** What the page of signing up says instead of its form, and the answer to a post. */
const doors = {
	invite: {
		title: m.sign_up_invite_title,
		text: m.sign_up_invite_text,
		refused: m.sign_up_invite_only
	},
	closed: {
		title: m.provider_closed_title,
		text: m.sign_up_closed_text,
		refused: m.sign_up_closed
	}
};

/** Why nobody can sign up here, in the words of the page; `null` where everybody may. */
export function shutDoor() {
	const { SIGN_UP } = env();
	if (SIGN_UP !== 'open') return doors[SIGN_UP];
	const { password, passkey, providers } = signUpKinds();
	return password || passkey || providers.length > 0 ? null : doors.closed;
}
