import type { ProviderErrorCode } from '../identity/provider.ts';

const codes: Record<string, ProviderErrorCode> = {
	access_denied: 'denied',
	user_cancelled_login: 'denied',
	user_cancelled_authorize: 'denied',
	user_cancelled_authorization: 'denied',
	login_required: 'denied',
	consent_required: 'denied',
	interaction_required: 'denied',
	account_selection_required: 'denied',
	server_error: 'unreachable',
	temporarily_unavailable: 'unreachable',
	invalid_client: 'misconfigured',
	incorrect_client_credentials: 'misconfigured',
	redirect_uri_mismatch: 'misconfigured',
	invalid_redirect_uri: 'misconfigured',
	invalid_request: 'misconfigured',
	invalid_scope: 'misconfigured',
	unauthorized_client: 'misconfigured',
	unsupported_grant_type: 'misconfigured',
	unsupported_response_type: 'misconfigured',
	application_suspended: 'misconfigured'
};

/** What an `error` of RFC 6749 §4.1.2.1 or §5.2, OpenID Core §3.1.2.6 or a provider's own means. */
export function oauthErrorCode(error: string): ProviderErrorCode {
	return Object.hasOwn(codes, error) ? codes[error]! : 'rejected';
}
