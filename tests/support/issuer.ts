import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** What an ID token says of a person; `sub` is who they are there. */
export type Claims = { sub: string } & Record<string, unknown>;
type Grant = { claims: Claims; nonce: string; challenge: string; clientId: string };

const CLIENT = { id: 'porchlight', secret: 'secret-of-the-client' };

/**
 * An OpenID Connect issuer on loopback without pages of its own: a test says who the person is. The
 * code is good once and for the PKCE verifier of its transaction.
 */
export async function startIssuer() {
	const { publicKey, privateKey } = await generateKeyPair('RS256');
	const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
	const grants = new Map<string, Grant>();
	const issued: string[] = [];
	let isDown = false;

	const server = createServer((request, response) => {
		answer(request, response).catch(() => response.writeHead(500).end());
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	// The test's process must not wait for it.
	server.unref();
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

	async function answer(request: IncomingMessage, response: ServerResponse) {
		const send = (status: number, body: unknown) =>
			response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
		const { pathname } = new URL(request.url ?? '/', url);
		if (isDown) return send(503, {});
		if (pathname === '/.well-known/openid-configuration') {
			return send(200, {
				issuer: url,
				authorization_endpoint: `${url}/authorize`,
				token_endpoint: `${url}/token`,
				jwks_uri: `${url}/jwks`,
				response_types_supported: ['code'],
				subject_types_supported: ['public'],
				id_token_signing_alg_values_supported: ['RS256'],
				token_endpoint_auth_methods_supported: ['client_secret_post']
			});
		}
		if (pathname === '/jwks') return send(200, { keys: [jwk] });
		if (pathname !== '/token') return send(404, {});

		const form = new URLSearchParams(await text(request));
		const code = form.get('code') ?? '';
		const grant = grants.get(code);
		grants.delete(code);
		const verifier = createHash('sha256').update(form.get('code_verifier') ?? '');
		if (!grant || form.get('client_secret') !== CLIENT.secret) return send(401, {});
		if (verifier.digest('base64url') !== grant.challenge) {
			return send(400, { error: 'invalid_grant' });
		}
		const { claims, nonce, clientId } = grant;
		const idToken = await new SignJWT({ nonce, ...claims })
			.setProtectedHeader({ alg: 'RS256', kid: 'one' })
			.setIssuer(url)
			.setAudience(clientId)
			.setIssuedAt()
			.setExpirationTime('5 min')
			.sign(privateKey);
		const tokens = { access_token: randomUUID(), refresh_token: randomUUID(), id_token: idToken };
		issued.push(...Object.values(tokens));
		return send(200, { ...tokens, token_type: 'Bearer' });
	}

	return {
		url,
		/** Every token that it gave for a code. */
		issued,
		/** The variables that offer it under an id. */
		env: (id: string, name: string) => ({
			[`OIDC_${id.toUpperCase()}_ISSUER`]: url,
			[`OIDC_${id.toUpperCase()}_CLIENT_ID`]: CLIENT.id,
			[`OIDC_${id.toUpperCase()}_CLIENT_SECRET`]: CLIENT.secret,
			[`OIDC_${id.toUpperCase()}_NAME`]: name
		}),
		/**
		 * Signs a person in there. For a client that asks when they proved themselves (`auth_time`), that
		 * was now, unless `claims` say otherwise.
		 */
		approve(location: string, claims: Claims): string {
			const asked = new URL(location).searchParams;
			const code = randomUUID();
			const fresh = asked.has('max_age') ? { auth_time: Math.floor(Date.now() / 1000) } : {};
			grants.set(code, {
				claims: { ...fresh, ...claims },
				nonce: asked.get('nonce') ?? '',
				challenge: asked.get('code_challenge') ?? '',
				clientId: asked.get('client_id') ?? ''
			});
			const query = new URLSearchParams({ code, state: asked.get('state') ?? '' });
			return `${new URL(asked.get('redirect_uri') ?? '').pathname}?${query}`;
		},
		/** The person, or the issuer, says no. */
		refuse(location: string, error = 'access_denied'): string {
			const asked = new URL(location).searchParams;
			const query = new URLSearchParams({ error, state: asked.get('state') ?? '' });
			return `${new URL(asked.get('redirect_uri') ?? '').pathname}?${query}`;
		},
		goDown: (down: boolean) => (isDown = down)
	};
}
