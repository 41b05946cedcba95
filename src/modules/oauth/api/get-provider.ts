import { env, type Env } from '@/server/env';
import { createIssuerProvider } from './oidc/create-issuer-provider';
import type { Provider } from './identity/provider';
import { catalogue } from './providers/catalogue';
import { createCatalogueProvider } from './providers/create-catalogue-provider';

/** The configured provider of this id, or null. */
export const getProvider = (id: string): Provider | null => providers().get(id) ?? null;

/** The configured providers, in the order in which pages offer them. */
export const listProviders = (): { id: string; name: string }[] =>
	[...providers().values()].map(({ id, name }) => ({ id, name }));

let known: Map<string, Provider> | undefined;

function providers(): Map<string, Provider> {
	return (known ??= createProviders(env()));
}

/** The providers that an environment configures, by id. */
export function createProviders(
	env: Pick<Env, 'ORIGIN' | 'providers' | 'issuers'>
): Map<string, Provider> {
	const redirectUri = (id: string) => `${env.ORIGIN}/oauth/${id}/callback`;
	const all = [
		...env.providers.map((settings) =>
			createCatalogueProvider(catalogue[settings.id], settings, redirectUri(settings.id))
		),
		...env.issuers.map((settings) => createIssuerProvider(settings, redirectUri(settings.id)))
	];
	return new Map(all.map((provider) => [provider.id, provider]));
}
