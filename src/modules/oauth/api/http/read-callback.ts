import { ProviderError, type AuthorizationRequest } from '../identity/provider.ts';
import { oauthErrorCode } from './oauth-error-code.ts';

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
