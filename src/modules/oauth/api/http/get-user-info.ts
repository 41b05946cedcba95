import { z } from 'zod';
import { ProviderError } from '../identity/provider.ts';
import { getJson } from './get-json.ts';

const zUserInfo = z.looseObject({ sub: z.string() });

/**
 * The claims at an OpenID Connect UserInfo endpoint, which count only when they are those of the
 * ID token's subject (OpenID Connect Core 1.0 §5.3.2).
 */
export async function getUserInfo(url: string, accessToken: string, subject: string) {
	const info = await getJson(url, accessToken, zUserInfo);
	if (info.sub === subject) return info;
	throw new ProviderError('rejected', 'userinfo and ID token name two people');
}
