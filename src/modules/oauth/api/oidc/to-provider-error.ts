import {
	AuthorizationResponseError,
	ResponseBodyError,
	WWWAuthenticateChallengeError
} from 'openid-client';
import { oauthErrorCode } from '../http/oauth-error-code.ts';
import { ProviderError, type ProviderErrorCode } from '../identity/provider.ts';

/** What openid-client threw, as the error that pages and log know. */
export function toProviderError(error: unknown, otherwise: ProviderErrorCode): ProviderError {
	for (let cause = error; cause instanceof Error; cause = cause.cause) {
		if (cause instanceof ProviderError) return cause;
		if (cause instanceof ResponseBodyError || cause instanceof AuthorizationResponseError) {
			const shown = cause.error.replace(/[^\w.-]/g, '').slice(0, 60);
			return new ProviderError(oauthErrorCode(cause.error), `the issuer answered ${shown}`);
		}
		if (cause instanceof WWWAuthenticateChallengeError) {
			return new ProviderError('misconfigured', `the issuer answered ${cause.status}`);
		}
	}
	const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
	return new ProviderError(otherwise, `the issuer's answer is refused: ${code}`, {
		cause: error
	});
}
