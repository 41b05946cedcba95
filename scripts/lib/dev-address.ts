import { isLocalhost } from '../../src/lib/server/env-rules.ts';

export const VITE_PORT = '5173';

type Address = Record<'PORT' | 'ORIGIN', string | undefined>;

/**
 * Where the development server listens, and where people find it: links in mail have to lead to it.
 * @param given of the environment.
 * @param asked the port on the command line, which a local ORIGIN follows. Without it: PORT, else the port
 * in a local ORIGIN, else Vite's.
 */
export function devAddress({ PORT, ORIGIN }: Partial<Address>, asked?: string): Address {
	const url = ORIGIN && URL.canParse(ORIGIN) ? new URL(ORIGIN) : undefined;
	const local = url && isLocalhost(url.hostname) ? url : undefined;
	if (asked === undefined) return { PORT: PORT || local?.port || VITE_PORT, ORIGIN };
	if (!local) return { PORT: asked, ORIGIN };
	local.port = asked;
	return { PORT: asked, ORIGIN: local.origin };
}
