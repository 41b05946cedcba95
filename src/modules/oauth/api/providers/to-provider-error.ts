import { OAuth2RequestError, UnexpectedResponseError } from 'arctic';
import { oauthErrorCode } from '../http/oauth-error-code.ts';
import { ProviderError } from '../identity/provider.ts';

/** What arctic threw, as the error that pages and log know. */
export function toProviderError(error: unknown): ProviderError {
	for (let cause = error; cause instanceof Error; cause = cause.cause) {
		if (cause instanceof ProviderError) return cause;
	}
	if (error instanceof OAuth2RequestError) {
		const shown = error.code.replace(/[^\w.-]/g, '').slice(0, 60);
		const code = oauthErrorCode(error.code);
		return new ProviderError(code, `the token endpoint answered ${shown}`);
	}
	if (error instanceof UnexpectedResponseError) {
		const code = [401, 403, 404].includes(error.status) ? 'misconfigured' : 'rejected';
		return new ProviderError(code, `the token endpoint answered ${error.status}`);
	}
	return new ProviderError('rejected', 'the token endpoint answers in another shape', {
		cause: error
	});
}
