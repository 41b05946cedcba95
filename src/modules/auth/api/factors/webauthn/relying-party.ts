import { env } from '@/server/env';
import { siteName } from '@/site';

/** Who asks for passkeys: this site, by the name that they are bound to for ever (its RP id). */
export type RelyingParty = { id: string; name: string; origin: string };

/**
 * This site as authenticators know it, from ORIGIN alone; `null` where its address is a bare IP
 * address, for which there are no passkeys (WebAuthn, Level 3, section 5.1.2).
 */
export function relyingParty(): RelyingParty | null {
	const { ORIGIN, passkeysAvailable } = env();
	if (!passkeysAvailable) return null;
	const { hostname, origin } = new URL(ORIGIN);
	return { id: hostname, name: siteName, origin };
}
