import type { Handle } from '@sveltejs/kit';
import { getProvider, listProviders } from './get-provider';

const own = "form-action 'self'";

/**
 * Lets forms lead to the configured providers: Chromium applies `form-action` to the redirect that
 * answers a form as well.
 */
export const handleProviderCsp: Handle = async ({ event, resolve }) => {
	const response = await resolve(event);
	const policy = response.headers.get('content-security-policy');
	const origins = policy?.includes(own) ? authorizationOrigins() : [];
	if (policy && origins.length > 0) {
		response.headers.set(
			'content-security-policy',
			policy.replace(own, [own, ...origins].join(' '))
		);
	}
	return response;
};

function authorizationOrigins(): string[] {
	const origins = listProviders().flatMap(
		({ id }) => getProvider(id)?.authorizationOrigins() ?? []
	);
	return [...new Set(origins)];
}
