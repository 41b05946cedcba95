import { error } from '@sveltejs/kit';
import type { SignedIn } from './validate-session';

/**
 * The user and session of a route for signed-in people. `hooks.server.ts` has refused everybody
 * else before; this narrows the type and fails closed should a route ever be opened by mistake.
 */
export function signedIn(locals: App.Locals): SignedIn {
	const { user, session } = locals;
	if (!user || !session) error(404);
	return { user, session };
}
