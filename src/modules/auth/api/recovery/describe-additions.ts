import { hasProviders } from '$modules/oauth/api/get-provider';
import { m } from '@/paraglide/messages';

/** What a way back removes, in the reader's language: a browser needs no other sentence of it. */
export const describeAdditions = (): string =>
	(hasProviders() ? m.recovery_additions : m.recovery_additions_no_provider)();
