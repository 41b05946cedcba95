import { ProviderError, type AuthorizationRequest } from '../identity/provider.ts';
import { oauthErrorCode } from './oauth-error-code.ts';

/** What a provider may hand over in a form post (OAuth 2.0 Form Post Response Mode; Apple's `user`). */
const formPostFields = ['code', 'state', 'error', 'error_description', 'user', 'iss'];
const FIELD_LENGTH_MAX = 4_000;

/**
 * The code in the query that the provider sent the browser back with (RFC 6749 §4.1.2). Throws on
 * another transaction's state, an error, another issuer than `issuer` (RFC 9207), and on parameters
 * given twice.
 */
export function readCallback(
	callback: URL,
	request: AuthorizationRequest,
	issuers: string[] = []
): string {
	const get = (name: string) => {
		const values = callback.searchParams.getAll(name);
		if (values.length > 1) throw new ProviderError('rejected', `the answer has ${name} twice`);
		return values[0] || null;
	};
	const [state, issuer, error, code] = [get('state'), get('iss'), get('error'), get('code')];
	if (!request.state || state !== request.state) {
		throw new ProviderError('rejected', 'the answer has the state of another transaction');
	}
	if (issuer && issuers.length > 0 && !issuers.includes(issuer)) {
		throw new ProviderError('rejected', 'the answer comes from another issuer');
	}
	if (error) {
		const shown = error.replace(/[^\w.:-]/g, '').slice(0, 60);
		throw new ProviderError(oauthErrorCode(error), `the provider answered ${shown}`);
	}
	if (!code) throw new ProviderError('rejected', 'the answer has neither code nor error');
	return code;
}

/** The answer of a form post as the query of the callback's GET. */
export function formPostQuery(form: FormData): URLSearchParams {
	const query = new URLSearchParams();
	for (const name of formPostFields) {
		for (const value of form.getAll(name)) {
			if (typeof value === 'string' && value.length <= FIELD_LENGTH_MAX) query.append(name, value);
		}
	}
	return query;
}
