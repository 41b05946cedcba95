import { json } from '@sveltejs/kit';
import { formOwner } from '$modules/auth/api/kept-form/returned-form';
import { signedIn } from '$modules/auth/api/session/session-owner';
import type { RequestHandler } from './$types';

/**
 * Who is signed in, under the name that forms have for them: an open tab asks whether it is still who
 * its page was made for. Without a session it is refused as every page is, by a redirect.
 */
export const GET: RequestHandler = ({ locals }) =>
	json({ formOwner: formOwner(signedIn(locals).user.id) });
