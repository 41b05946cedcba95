import type { z } from 'zod';
import { siteSlug } from '../../../../lib/site-slug.ts';
import { ProviderError } from '../identity/provider.ts';
import { providerFetch } from './provider-fetch.ts';

/** How to ask, where a plain GET is not enough. */
type Init = { method?: 'GET' | 'POST'; headers?: Record<string, string> };

/**
 * What a provider's API says to the bearer of `accessToken`, in the shape that its documentation
 * gives. A refusal or another shape is a `ProviderError`.
 */
export async function getJson<T>(
	url: string,
	accessToken: string,
	shape: z.ZodType<T>,
	init?: Init
): Promise<T> {
	const response = await ask(url, accessToken, init);
	if (!response.ok) throw new ProviderError('rejected', `${url} answered ${response.status}`);
	return parseShape(shape, await response.json().catch(() => undefined), url);
}

/** {@link getJson} of what can be done without: `null` where the provider refuses it (4xx). */
export async function getJsonIfAllowed<T>(
	url: string,
	accessToken: string,
	shape: z.ZodType<T>
): Promise<T | null> {
	const response = await ask(url, accessToken);
	if (!response.ok) return null;
	return parseShape(shape, await response.json().catch(() => undefined), url);
}

const ask = (url: string, accessToken: string, { method = 'GET', headers }: Init = {}) =>
	providerFetch(url, {
		method,
		headers: {
			accept: 'application/json',
			authorization: `Bearer ${accessToken}`,
			// GitHub and Reddit refuse callers that do not name themselves.
			'user-agent': siteSlug,
			...headers
		}
	});

/** `value` as `shape`; the error names the fields that are wrong, and none of their values. */
export function parseShape<T>(shape: z.ZodType<T>, value: unknown, where: string): T {
	const result = shape.safeParse(value);
	if (result.success) return result.data;
	const fields = result.error.issues.map(({ path }) => path.join('.') || '(whole)').join(', ');
	throw new ProviderError('rejected', `${where} has another shape than documented: ${fields}`);
}
