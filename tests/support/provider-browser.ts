import type { AuthorizationRequest } from '$modules/oauth/api/identity/provider';

/** The secrets of one transaction, as the sign-in makes them. */
export function newRequest(changes: Partial<AuthorizationRequest> = {}): AuthorizationRequest {
	const random = () => crypto.randomUUID().replaceAll('-', '') + crypto.randomUUID().slice(0, 8);
	return {
		state: random(),
		nonce: random(),
		codeVerifier: `${random()}${random()}`,
		reauthenticate: false,
		...changes
	};
}

/**
 * Walks from the authorization URL to the callback as a browser would: cookies, redirects, and the
 * identity provider's form, filled in with `form`. Returns the callback's URL, which is not called.
 */
export async function walk(start: URL, form: Record<string, string>): Promise<URL> {
	const jar = new Map<string, string>();
	const provider = start.origin;
	let url = start;
	let body: URLSearchParams | undefined;
	for (let step = 0; step < 10; step++) {
		const response = await fetch(url, {
			method: body ? 'POST' : 'GET',
			body,
			redirect: 'manual',
			headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') }
		});
		for (const cookie of response.headers.getSetCookie()) {
			const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
			jar.set(name, value);
		}
		body = undefined;
		const location = response.headers.get('location');
		if (location) {
			url = new URL(location, url);
			if (url.origin !== provider) return url;
		} else if (response.ok && url.pathname.startsWith('/interaction/')) {
			body = new URLSearchParams(form);
		} else {
			throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
		}
	}
	throw new Error('The provider does not come to an end.');
}
