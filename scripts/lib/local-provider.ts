import type { Env } from '../../src/lib/server/env.ts';
import { readSettings } from '../../src/modules/oauth/api/read-settings.ts';

/**
 * Where no provider is configured, on localhost: starts an identity provider with people to choose
 * from, and offers it in this process's environment. Only for development; the build knows nothing of it.
 * @returns its address, or `null` where there is no need of it.
 */
export async function offerLocalProvider(env: Env): Promise<string | null> {
	const { providers, issuers } = readSettings(process.env, env.isLocalhost);
	if (!env.isLocalhost || providers.length + issuers.length > 0) return null;
	// A development dependency, loaded only where it is used.
	const { startIdentityProvider } = await import('../../tests/support/identity-provider.ts');
	const provider = await startIdentityProvider({
		redirectUris: [`${env.ORIGIN}/oauth/local/callback`],
		claimsInIdToken: true
	});
	Object.assign(process.env, provider.variables('local', 'Local provider'));
	return provider.issuer;
}
