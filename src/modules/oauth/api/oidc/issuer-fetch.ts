import type { CustomFetch } from 'openid-client';
import { providerFetch } from '../http/provider-fetch.ts';

/**
 * Where the ID token stands in what openid-client hands on. It is set aside, because
 * `verifyIdToken` judges it, here as for the catalogue: two judges would have two rules.
 */
export const ID_TOKEN = 'unverified_id_token';

/** openid-client's calls. Of the token endpoint's answer only what we use is left to be checked. */
export const issuerFetch: CustomFetch = async (url, { method, headers, body }) => {
	// It sends forms alone, although its types allow more kinds of body.
	const form = body ? new URLSearchParams(String(body)) : null;
	const response = await providerFetch(url, { method, headers, body: form });
	return method === 'POST' && response.ok ? readTokens(response) : response;
};

/** A type that is missing is Bearer: there is no other that we ask for. Lifetime and scopes are not used. */
async function readTokens(response: Response): Promise<Response> {
	const answer: unknown = await response.json().catch(() => null);
	const { access_token, token_type, id_token, error, error_description } = Object(answer);
	if (typeof error === 'string' && !access_token) {
		return Response.json({ error, error_description }, { status: 400 });
	}
	const type = typeof token_type === 'string' && token_type ? token_type : 'Bearer';
	return Response.json({ access_token, token_type: type, [ID_TOKEN]: id_token });
}
