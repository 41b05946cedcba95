import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { failures, startNetworkEdge, type NetworkEdge } from '$tests/network-edge';
import { newRequest } from '$tests/provider-browser';
import { ProviderError, type AuthorizationRequest, type Identity } from '../identity/provider';
import type { ProviderId } from './catalogue';
import { comeBack, createProvider, ids, jwks, redirectUri, signIdToken } from './providers.fixture';

let edge: NetworkEdge;
beforeAll(async () => {
	edge = await startNetworkEdge();
});
beforeEach(() => edge.reset());
afterAll(() => edge.stop());

interface Case {
	/** Where the browser is sent. */
	authorize: string;
	scope: string | null;
	pkce: boolean;
	token: string;
	/** An ID token's claims and where its keys are; absent without OpenID. */
	idToken?: { keys: string; claims: Record<string, unknown> };
	/** What the token endpoint says beside the access token. */
	tokens?: object;
	/** Answers of the provider's API, in the shape of its documentation. */
	api: Record<string, unknown>;
	identity: Partial<Identity>;
	/** Answers in which the person cannot be found: the first of `api` in another shape. */
	wrongShape: unknown;
}

const ada = { email: 'ada@example.org', emailVerified: true, displayName: 'Ada Lovelace' };

const cases: Record<ProviderId, Case> = {
	github: {
		authorize: 'https://github.com/login/oauth/authorize',
		scope: 'read:user user:email',
		pkce: false,
		token: 'https://github.com/login/oauth/access_token',
		tokens: { scope: 'read:user,user:email' },
		api: {
			'GET https://api.github.com/user': {
				...{ login: 'ada', id: 583231, node_id: 'MDQ6VXNlcjU4MzIzMQ==', type: 'User' },
				...{ name: 'Ada Lovelace', email: null, site_admin: false, public_repos: 8 }
			},
			'GET https://api.github.com/user/emails': [
				{ email: 'old@example.org', verified: true, primary: false, visibility: null },
				{ email: 'ada@example.org', verified: true, primary: true, visibility: 'private' }
			]
		},
		identity: { issuer: 'https://api.github.com', subject: '583231', ...ada },
		wrongShape: { login: 'ada', id: '583231' }
	},
	google: {
		authorize: 'https://accounts.google.com/o/oauth2/v2/auth',
		scope: 'openid email profile',
		pkce: true,
		token: 'https://oauth2.googleapis.com/token',
		idToken: {
			keys: 'https://www.googleapis.com/oauth2/v3/certs',
			claims: {
				...{
					iss: 'https://accounts.google.com',
					azp: 'client-1',
					sub: '10769150350006150715113082367'
				},
				...{ at_hash: 'HK6E_P6Dh8Y93mRNtsDB1Q', email: 'ada@example.org', email_verified: true },
				...{ name: 'Ada Lovelace', picture: 'https://lh3.example/a', given_name: 'Ada' }
			}
		},
		api: {},
		identity: {
			issuer: 'https://accounts.google.com',
			subject: '10769150350006150715113082367',
			...ada
		},
		wrongShape: undefined
	},
	gitlab: {
		authorize: 'https://gitlab.com/oauth/authorize',
		scope: 'openid email profile',
		pkce: false,
		token: 'https://gitlab.com/oauth/token',
		idToken: {
			keys: 'https://gitlab.com/oauth/discovery/keys',
			claims: {
				iss: 'https://gitlab.com',
				sub: '4242',
				sub_legacy: 'f00',
				auth_time: 1_760_000_000
			}
		},
		api: {
			'GET https://gitlab.com/oauth/userinfo': {
				...{ sub: '4242', sub_legacy: 'f00', name: 'Ada Lovelace', nickname: 'ada' },
				...{ email: 'ada@example.org', email_verified: true, groups: [] }
			}
		},
		identity: {
			...{ issuer: 'https://gitlab.com', subject: '4242', ...ada },
			authTime: new Date(1_760_000_000_000)
		},
		wrongShape: { sub: '4243' }
	},
	microsoft: {
		authorize: 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
		scope: 'openid email profile',
		pkce: true,
		token: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
		idToken: {
			keys: 'https://login.microsoftonline.com/common/discovery/v2.0/keys',
			claims: {
				iss: 'https://login.microsoftonline.com/9122040d-6c67-4c5b-b112-36a304b66dad/v2.0',
				tid: '9122040d-6c67-4c5b-b112-36a304b66dad',
				...{ ver: '2.0', sub: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ' },
				...{ name: 'Ada Lovelace', preferred_username: 'ada@example.org' },
				...{ oid: '00000000-0000-0000-66f3-3332eca7ea81', email: 'ada@example.org' }
			}
		},
		api: {},
		identity: {
			issuer: 'https://login.microsoftonline.com/9122040d-6c67-4c5b-b112-36a304b66dad/v2.0',
			subject: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
			...{ ...ada, emailVerified: false }
		},
		wrongShape: undefined
	},
	apple: {
		authorize: 'https://appleid.apple.com/auth/authorize',
		scope: 'name email',
		pkce: false,
		token: 'https://appleid.apple.com/auth/token',
		idToken: {
			keys: 'https://appleid.apple.com/auth/keys',
			claims: {
				...{ iss: 'https://appleid.apple.com', sub: '001234.aa11bb22.0910' },
				...{ email: 'ada@example.org', email_verified: 'true', is_private_email: 'false' },
				...{ nonce_supported: true, auth_time: 1_760_000_000 }
			}
		},
		api: {},
		identity: {
			...{ issuer: 'https://appleid.apple.com', subject: '001234.aa11bb22.0910' },
			...{ ...ada, displayName: null, authTime: new Date(1_760_000_000_000) }
		},
		wrongShape: undefined
	},
	discord: {
		authorize: 'https://discord.com/oauth2/authorize',
		scope: 'identify email',
		pkce: true,
		token: 'https://discord.com/api/oauth2/token',
		api: {
			'GET https://discord.com/api/v10/users/@me': {
				...{ id: '80351110224678912', username: 'ada', discriminator: '0' },
				...{ global_name: 'Ada Lovelace', verified: true, email: 'ada@example.org' },
				...{ mfa_enabled: true, flags: 64, premium_type: 1 }
			}
		},
		identity: { issuer: 'https://discord.com', subject: '80351110224678912', ...ada },
		wrongShape: { username: 'ada' }
	},
	facebook: {
		authorize: 'https://www.facebook.com/v16.0/dialog/oauth',
		scope: 'public_profile email',
		pkce: false,
		token: 'https://graph.facebook.com/v16.0/oauth/access_token',
		api: {
			'GET https://graph.facebook.com/me': {
				...{ id: '10158', name: 'Ada Lovelace', email: 'ada@example.org' }
			}
		},
		identity: { subject: '10158', ...ada, emailVerified: false },
		wrongShape: { error: { message: 'Invalid OAuth access token.', code: 190 } }
	},
	linkedin: {
		authorize: 'https://www.linkedin.com/oauth/v2/authorization',
		scope: 'openid profile email',
		pkce: false,
		token: 'https://www.linkedin.com/oauth/v2/accessToken',
		api: {
			'GET https://api.linkedin.com/v2/userinfo': {
				...{ sub: '782bbtaQ', name: 'Ada Lovelace', given_name: 'Ada', family_name: 'Lovelace' },
				...{ locale: 'en-US', email: 'ada@example.org', email_verified: true }
			}
		},
		identity: { subject: '782bbtaQ', ...ada },
		wrongShape: { id: '782bbtaQ' }
	},
	slack: {
		authorize: 'https://slack.com/openid/connect/authorize',
		scope: 'openid email profile',
		pkce: false,
		token: 'https://slack.com/api/openid.connect.token',
		tokens: { ok: true },
		idToken: {
			keys: 'https://slack.com/openid/connect/keys',
			claims: {
				...{ iss: 'https://slack.com', sub: 'U0R7MFMJM', 'https://slack.com/team_id': 'T0RR' },
				...{ email: 'ada@example.org', email_verified: true, name: 'Ada Lovelace' }
			}
		},
		api: {},
		identity: { issuer: 'https://slack.com', subject: 'T0RR/U0R7MFMJM', ...ada },
		wrongShape: undefined
	},
	twitch: {
		authorize: 'https://id.twitch.tv/oauth2/authorize',
		scope: 'user:read:email',
		pkce: false,
		token: 'https://id.twitch.tv/oauth2/token',
		tokens: { scope: ['user:read:email'] },
		api: {
			'GET https://api.twitch.tv/helix/users': {
				data: [
					{
						...{ id: '141981764', login: 'ada', display_name: 'Ada Lovelace', type: '' },
						...{ email: 'ada@example.org', created_at: '2016-12-14T20:32:28Z' }
					}
				]
			}
		},
		identity: { subject: '141981764', ...ada },
		wrongShape: { data: [] }
	},
	spotify: {
		authorize: 'https://accounts.spotify.com/authorize',
		scope: 'user-read-email user-read-private',
		pkce: true,
		token: 'https://accounts.spotify.com/api/token',
		api: {
			'GET https://api.spotify.com/v1/me': {
				...{ id: 'ada', display_name: 'Ada Lovelace', email: 'ada@example.org', type: 'user' }
			}
		},
		identity: { subject: 'ada', ...ada, emailVerified: false },
		wrongShape: { error: { status: 401, message: 'Invalid access token' } }
	},
	bitbucket: {
		authorize: 'https://bitbucket.org/site/oauth2/authorize',
		scope: null,
		pkce: false,
		token: 'https://bitbucket.org/site/oauth2/access_token',
		api: {
			'GET https://api.bitbucket.org/2.0/user': {
				...{ type: 'user', uuid: '{47e0-aa}', display_name: 'Ada Lovelace', nickname: 'ada' }
			},
			'GET https://api.bitbucket.org/2.0/user/emails': {
				values: [{ type: 'email', email: 'ada@example.org', is_primary: true, is_confirmed: true }]
			}
		},
		identity: { subject: '{47e0-aa}', ...ada },
		wrongShape: { type: 'error' }
	},
	x: {
		authorize: 'https://twitter.com/i/oauth2/authorize',
		scope: 'users.read tweet.read users.email',
		pkce: true,
		token: 'https://api.twitter.com/2/oauth2/token',
		api: {
			'GET https://api.x.com/2/users/me': {
				data: {
					...{ id: '2244994945', name: 'Ada Lovelace', username: 'ada' },
					confirmed_email: 'ada@example.org'
				}
			}
		},
		identity: { subject: '2244994945', ...ada },
		wrongShape: { errors: [{ title: 'Forbidden' }] }
	},
	notion: {
		authorize: 'https://api.notion.com/v1/oauth/authorize',
		scope: null,
		pkce: false,
		token: 'https://api.notion.com/v1/oauth/token',
		tokens: {
			bot_id: 'b3414d65',
			owner: {
				type: 'user',
				user: {
					...{ object: 'user', id: 'd40e767c-d7af', name: 'Ada Lovelace', type: 'person' },
					person: { email: 'ada@example.org' }
				}
			}
		},
		api: {},
		identity: { subject: 'd40e767c-d7af', ...ada, emailVerified: false },
		wrongShape: undefined
	},
	figma: {
		authorize: 'https://www.figma.com/oauth',
		scope: 'current_user:read',
		pkce: false,
		token: 'https://api.figma.com/v1/oauth/token',
		api: {
			'GET https://api.figma.com/v1/me': {
				...{ id: '8765', email: 'ada@example.org', handle: 'Ada Lovelace', img_url: 'x' }
			}
		},
		identity: { subject: '8765', ...ada, emailVerified: false },
		wrongShape: { err: 'Invalid token' }
	},
	zoom: {
		authorize: 'https://zoom.us/oauth/authorize',
		scope: 'user:read:user',
		pkce: true,
		token: 'https://zoom.us/oauth/token',
		api: {
			'GET https://api.zoom.us/v2/users/me': {
				...{ id: 'KDcuGIm1QgePTO8WbOqwIQ', email: 'ada@example.org', verified: 1 },
				display_name: 'Ada Lovelace'
			}
		},
		identity: { subject: 'KDcuGIm1QgePTO8WbOqwIQ', ...ada },
		wrongShape: { code: 124, message: 'Invalid access token.' }
	},
	dropbox: {
		authorize: 'https://www.dropbox.com/oauth2/authorize',
		scope: 'account_info.read',
		pkce: false,
		token: 'https://api.dropboxapi.com/oauth2/token',
		api: {
			'POST https://api.dropboxapi.com/2/users/get_current_account': {
				account_id: 'dbid:AAH4f99T0taONIb',
				name: { display_name: 'Ada Lovelace', given_name: 'Ada' },
				...{ email: 'ada@example.org', email_verified: true, disabled: false }
			}
		},
		identity: { subject: 'dbid:AAH4f99T0taONIb', ...ada },
		wrongShape: { error_summary: 'invalid_access_token/..' }
	},
	reddit: {
		authorize: 'https://www.reddit.com/api/v1/authorize',
		scope: 'identity',
		pkce: false,
		token: 'https://www.reddit.com/api/v1/access_token',
		api: {
			'GET https://oauth.reddit.com/api/v1/me': {
				...{ id: '1w72', name: 'ada', has_verified_email: true }
			}
		},
		identity: { subject: '1w72', email: null, emailVerified: false, displayName: 'ada' },
		wrongShape: { message: 'Unauthorized' }
	},
	yahoo: {
		authorize: 'https://api.login.yahoo.com/oauth2/request_auth',
		scope: 'openid email profile',
		pkce: false,
		token: 'https://api.login.yahoo.com/oauth2/get_token',
		idToken: {
			keys: 'https://api.login.yahoo.com/openid/v1/certs',
			claims: { iss: 'https://api.login.yahoo.com', sub: 'NTKX2YNUEAXTWCFDWTYCVAAJHQ' }
		},
		api: {
			'GET https://api.login.yahoo.com/openid/v1/userinfo': {
				...{ sub: 'NTKX2YNUEAXTWCFDWTYCVAAJHQ', name: 'Ada Lovelace' },
				...{ email: 'ada@example.org', email_verified: true }
			}
		},
		identity: { subject: 'NTKX2YNUEAXTWCFDWTYCVAAJHQ', ...ada },
		wrongShape: { sub: 'somebody else' }
	},
	line: {
		authorize: 'https://access.line.me/oauth2/v2.1/authorize',
		scope: 'profile',
		pkce: true,
		token: 'https://api.line.me/oauth2/v2.1/token',
		api: {
			'GET https://api.line.me/v2/profile': {
				...{ userId: 'U4af4980629', displayName: 'Ada Lovelace', statusMessage: 'Hi' }
			}
		},
		identity: { subject: 'U4af4980629', ...ada, email: null, emailVerified: false },
		wrongShape: { message: 'invalid token' }
	},
	kakao: {
		authorize: 'https://kauth.kakao.com/oauth/authorize',
		scope: 'account_email profile_nickname',
		pkce: false,
		token: 'https://kauth.kakao.com/oauth/token',
		api: {
			'GET https://kapi.kakao.com/v2/user/me': {
				id: 123456789,
				kakao_account: {
					profile: { nickname: 'Ada Lovelace' },
					...{ has_email: true, is_email_valid: true, is_email_verified: true },
					email: 'ada@example.org'
				}
			}
		},
		identity: { subject: '123456789', ...ada },
		wrongShape: { msg: 'this access token does not exist', code: -401 }
	},
	naver: {
		authorize: 'https://nid.naver.com/oauth2.0/authorize',
		scope: null,
		pkce: false,
		token: 'https://nid.naver.com/oauth2.0/token',
		api: {
			'GET https://openapi.naver.com/v1/nid/me': {
				...{ resultcode: '00', message: 'success' },
				response: { id: '32742776', name: 'Ada Lovelace', email: 'ada@example.org' }
			}
		},
		identity: { subject: '32742776', ...ada, emailVerified: false },
		wrongShape: { resultcode: '024', message: 'Authentication failed' }
	}
};

/** Lets the edge answer as the provider would. */
async function answerAs(id: ProviderId, request: AuthorizationRequest, claims: object = {}) {
	const { token, tokens, idToken, api } = cases[id];
	const signed = idToken && (await signIdToken(request, { ...idToken.claims, ...claims }));
	edge.json(`POST ${token}`, {
		...{ access_token: 'the-token', token_type: 'bearer', expires_in: 3600, ...tokens },
		...(signed ? { id_token: signed } : {})
	});
	if (idToken) edge.json(`GET ${idToken.keys}`, jwks);
	for (const [address, answer] of Object.entries(api)) edge.json(address, answer);
}

describe.each(ids)('%s', (id) => {
	const { authorize, scope, pkce, token, idToken, identity, wrongShape, api } = cases[id];

	test('sends the browser with what binds the answer, and nothing of the caller', async () => {
		const request = newRequest();
		const url = await createProvider(id).createAuthorizationUrl(request);
		expect(url.origin + url.pathname).toBe(authorize);
		const parameters = Object.fromEntries(url.searchParams);
		expect(parameters).toMatchObject({
			client_id: 'client-1',
			response_type: 'code',
			redirect_uri: redirectUri(id),
			state: request.state
		});
		expect(url.searchParams.getAll('state')).toHaveLength(1);
		expect(url.searchParams.get('scope')).toBe(scope);
		expect(url.searchParams.get('nonce')).toBe(idToken ? request.nonce : null);
		expect(url.searchParams.get('code_challenge_method')).toBe(pkce ? 'S256' : null);
		expect(url.href).not.toContain(request.codeVerifier);
		expect(createProvider(id).authorizationOrigins()[0]).toBe(url.origin);
	});

	test('tells who it is from the documented answers', async () => {
		const request = newRequest();
		await answerAs(id, request);
		expect(await comeBack(id, request)).toEqual({
			provider: id,
			issuer: expect.stringMatching(/^https:\/\//),
			authTime: null,
			...identity
		});
		expect(edge.missed).toEqual([]);
		const [exchange, ...calls] = edge.seen;
		const sent = new URLSearchParams(exchange?.body);
		expect(exchange?.address).toBe(`POST ${token}`);
		expect(sent.get('code')).toBe('the-code');
		expect(sent.get('redirect_uri')).toBe(redirectUri(id));
		expect(sent.get('code_verifier')).toBe(pkce ? request.codeVerifier : null);
		for (const { address, headers } of calls) {
			const keys = idToken && address === `GET ${idToken.keys}`;
			expect(headers.authorization).toBe(keys ? undefined : 'Bearer the-token');
		}
	});

	test('gives an error for an answer in another shape', async () => {
		const request = newRequest();
		await answerAs(id, request);
		const [first] = Object.keys(api);
		if (first) edge.json(first, wrongShape);
		else edge.json(`POST ${token}`, { access_token: 'the-token', token_type: 'bearer' });
		const failure = await comeBack(id, request).then(String, (error: unknown) => error);
		expect(failure).toBeInstanceOf(ProviderError);
		expect(failure).toMatchObject({ code: 'rejected' });
	});

	test("doesn't exchange a code of another transaction", async () => {
		const request = newRequest();
		await answerAs(id, request);
		await expect(comeBack(id, request, {}, { state: 'another' })).rejects.toMatchObject({
			code: 'rejected'
		});
		expect(edge.seen).toEqual([]);
	});
});

const openIds = ids.filter((id) => cases[id].idToken);

test.each(openIds)('%s: an ID token of another transaction, audience, issuer', async (id) => {
	const request = newRequest();
	for (const claims of [{ nonce: 'another' }, { aud: 'another' }, { iss: 'https://e.example' }]) {
		await answerAs(id, request, claims);
		await expect(comeBack(id, request)).rejects.toMatchObject({ code: 'rejected' });
	}
});

describe('an endpoint in trouble gives an error within ten seconds', () => {
	const withApi = ids.filter((id) => Object.keys(cases[id].api).length > 0 && !cases[id].idToken);

	/** Each failure at another provider, all at once, since some take their time. */
	async function fail(addressOf: (id: ProviderId) => string) {
		const begin = Date.now();
		const attempts = Object.entries(failures).map(async ([name, answer], index) => {
			const id = withApi[index]!;
			const request = newRequest();
			await answerAs(id, request);
			edge.on(addressOf(id), answer);
			const failure = await comeBack(id, request).then(String, (error: unknown) => error);
			expect(failure, name).toBeInstanceOf(ProviderError);
			expect(Date.now() - begin, name).toBeLessThan(10_000);
			return [name, (failure as ProviderError).code];
		});
		return Object.fromEntries(await Promise.all(attempts)) as Record<string, string>;
	}

	test('where the code is exchanged', async () => {
		expect(await fail((id) => `POST ${cases[id].token}`)).toEqual({
			...Object.fromEntries(Object.keys(failures).map((name) => [name, 'unreachable'])),
			'answers broken JSON': 'rejected'
		});
	});

	test('where it is asked who it is', async () => {
		expect(await fail((id) => Object.keys(cases[id].api)[0]!)).toEqual({
			...Object.fromEntries(Object.keys(failures).map((name) => [name, 'unreachable'])),
			'answers broken JSON': 'rejected'
		});
	});
});

test.each([
	['invalid_grant', 400, 'rejected'],
	['invalid_client', 401, 'misconfigured'],
	['server_error', 500, 'unreachable']
])('the token endpoint saying %s is told as such', async (error, status, code) => {
	edge.json(`POST ${cases.discord.token}`, { error }, status);
	await expect(comeBack('discord')).rejects.toMatchObject({ code });
});

test.each([
	['bad_verification_code', 'rejected'],
	['incorrect_client_credentials', 'misconfigured'],
	['redirect_uri_mismatch', 'misconfigured']
])("GitHub's %s, which comes with 200, is told as such", async (error, code) => {
	edge.json(`POST ${cases.github.token}`, { error, error_description: 'x' });
	await expect(comeBack('github')).rejects.toMatchObject({ code });
});
