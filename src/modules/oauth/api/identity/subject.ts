import { ProviderError } from './provider.ts';

/** A subject as it can be stored: ASCII, 255 characters at most (OpenID Connect Core 1.0 §2). */
export function isSubject(value: unknown): value is string {
	return typeof value === 'string' && /^[\x20-\x7e]{1,255}$/.test(value) && value.trim() !== '';
}

/** `value`, or a `ProviderError` where it names nobody. */
export function requireSubject(value: unknown): string {
	if (isSubject(value)) return value;
	throw new ProviderError('rejected', 'the provider names no subject');
}
