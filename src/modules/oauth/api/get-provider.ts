import { env, EnvError } from '@/server/env';
import { callbackPath } from '../routes/route-policy';
import { createIssuerProvider } from './oidc/create-issuer-provider';
import type { Provider } from './identity/provider';
import { catalogue } from './providers/catalogue';
import { createCatalogueProvider } from './providers/create-catalogue-provider';
import { readSecretFiles } from '@/server/env-files';
import { readSettings, type Settings } from './read-settings';

/** The configured provider of this id, or null. */
export const getProvider = (id: string): Provider | null => providers().get(id) ?? null;

/** How a provider is called, as far as it is still configured; else what it is known by here. */
export const providerName = (id: string): string => getProvider(id)?.name ?? id;

/** The configured providers, in the order in which pages offer them. */
export const listProviders = (): { id: string; name: string }[] =>
	[...providers().values()].map(({ id, name }) => ({ id, name }));

/** Whether any provider is configured: else nobody comes by one. */
export const hasProviders = (): boolean => providers().size > 0;

let known: Map<string, Provider> | undefined;

function providers(): Map<string, Provider> {
	if (known) return known;
	const { ORIGIN, isLocalhost } = env();
	const { problems, ...settings } = readSettings(readSecretFiles(process.env).source, isLocalhost);
	if (problems.length > 0) throw new EnvError(problems);
	return (known = createProviders(settings, ORIGIN));
}

/** The providers that these settings configure, by id. */
export function createProviders(settings: Settings, origin: string): Map<string, Provider> {
	const redirectUri = (id: string) => origin + callbackPath(id);
	const all = [
		...settings.providers.map((provider) =>
			createCatalogueProvider(catalogue[provider.id], provider, redirectUri(provider.id))
		),
		...settings.issuers.map((issuer) => createIssuerProvider(issuer, redirectUri(issuer.id)))
	];
	return new Map(all.map((provider) => [provider.id, provider]));
}
