import type { Provider } from './provider';

/** The configured provider of this id, or null. */
export const getProvider = (id: string): Provider | null => providers().get(id) ?? null;

/** The configured providers, in the order in which pages offer them. */
export const listProviders = (): { id: string; name: string }[] =>
	[...providers().values()].map(({ id, name }) => ({ id, name }));

const providers = (): Map<string, Provider> => new Map();
