import { m } from '@/paraglide/messages';
import { whoMaySignUp } from './sign-up-kinds';

/**
 * What the page of signing up says instead of its form, the answer to a post, and what whoever has no
 * account is told elsewhere.
 */
const doors = {
	invite: {
		title: m.sign_up_invite_title,
		text: m.sign_up_invite_text,
		refused: m.sign_up_invite_only,
		newcomer: m.provider_no_account_invited
	},
	closed: {
		title: m.sign_up_closed_title,
		text: m.sign_up_closed_text,
		refused: m.sign_up_closed,
		newcomer: m.provider_no_account_closed
	}
};

/** Why nobody can sign up here, in the words of the page; `null` where everybody may. */
export function shutDoor() {
	const who = whoMaySignUp();
	return who === 'open' ? null : doors[who];
}
