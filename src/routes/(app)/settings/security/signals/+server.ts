import { json } from '@sveltejs/kit';
import { getPasskeySettings } from '$modules/auth/api/factors/passkeys/get-passkey-settings';
import { signedIn } from '$modules/auth/api/session/session-owner';
import type { RequestHandler } from './$types';

/** What the browser of a signed-in person may tell password managers; 204 where there is nothing. */
export const GET: RequestHandler = async ({ locals }) => {
	const { signals } = await getPasskeySettings(signedIn(locals));
	return signals ? json(signals) : new Response(null, { status: 204 });
};
