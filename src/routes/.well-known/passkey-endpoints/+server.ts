import { error, json } from '@sveltejs/kit';
import { relyingParty } from '$modules/auth/api/factors/webauthn/relying-party';
import type { RequestHandler } from './$types';

/**
 * Where password managers send people to make passkeys and to look after them (W3C, A Well-Known URL
 * for Relying Party Passkey Endpoints). A site that can have none has no such address.
 */
export const GET: RequestHandler = () => {
	const site = relyingParty();
	if (!site) error(404);
	const page = `${site.origin}/settings/security`;
	return json({ enroll: page, manage: page });
};
