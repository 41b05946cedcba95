import { z } from 'zod';
import { ProviderError } from '../identity/provider.ts';
import { getJsonIfAllowed } from './get-json.ts';
import { openIdProfile } from '../identity/openid-profile.ts';

const zUserInfo = z.looseObject({ sub: z.string() });

/**
 * Address and name of the person in an ID token. The UserInfo endpoint is asked only for what the
 * token lacks; its answer counts only when it is about the token's subject (OpenID Connect Core 1.0
 * §5.3.2), and can be missed where the token has an address.
 */
export async function completeClaims(
	claims: Record<string, unknown> & { sub: string },
	userInfoUrl: string | undefined,
	accessToken: string
) {
	const said = openIdProfile(claims);
	const hasEmail = said.email !== undefined;
	const hasAll = hasEmail && said.emailVerified != null && said.displayName !== undefined;
	if (hasAll || !userInfoUrl) return said;

	const info = await getUserInfo(userInfoUrl, accessToken, claims.sub).catch((error: unknown) => {
		if (hasEmail && error instanceof ProviderError) return null;
		throw error;
	});
	const more = openIdProfile(info ?? {});
	const displayName = said.displayName ?? more.displayName;
	// Address and flag come from one place: neither may vouch for what the other says.
	const trusted = hasEmail && (said.emailVerified != null || !isSame(said.email, more.email));
	return { ...(trusted ? said : more), displayName };
}

const isSame = (a: unknown, b: unknown) => String(a).toLowerCase() === String(b).toLowerCase();

async function getUserInfo(url: string, accessToken: string, subject: string) {
	const info = await getJsonIfAllowed(url, accessToken, zUserInfo);
	if (!info || info.sub === subject) return info;
	throw new ProviderError('rejected', 'userinfo and ID token name two people');
}
