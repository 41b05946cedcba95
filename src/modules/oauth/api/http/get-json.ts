import type { z } from 'zod';
import { ProviderError } from '../identity/provider.ts';
import { providerFetch } from './provider-fetch.ts';

/**
 * What a provider's API says to the bearer of `accessToken`, in the shape that its documentation
 * gives. A refusal or another shape is a `ProviderError`.
 */
export async function getJson<T>(
	url: string,
	accessToken: string,
	shape: z.ZodType<T>,
	init: { method?: 'GET' | 'POST'; headers?: Record<string, string> } = {}
): Promise<T> {
	const response = await providerFetch(url, {
		method: init.method ?? 'GET',
		headers: {
			accept: 'application/json',
			authorization: `Bearer ${accessToken}`,
			// GitHub and Reddit refuse callers that do not name themselves.
			'user-agent': 'Porchlight',
			...init.headers
		}
	});
	if (!response.ok) throw new ProviderError('rejected', `${url} answered ${response.status}`);
	return parseShape(shape, await response.json().catch(() => undefined), url);
}

/** `value` as `shape`; the error names the fields that are wrong, and none of their values. */
export function parseShape<T>(shape: z.ZodType<T>, value: unknown, where: string): T {
	const result = shape.safeParse(value);
	if (result.success) return result.data;
	const fields = result.error.issues.map(({ path }) => path.join('.') || '(whole)').join(', ');
	throw new ProviderError('rejected', `${where} has another shape than documented: ${fields}`);
}
