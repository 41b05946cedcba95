import type { OAuth2Tokens } from 'arctic';
import type { JWTPayload } from 'jose';
import type { IdToken } from '../id-token/verify-id-token.ts';
import type { Claims } from '../identity/read-profile.ts';

/** What an operator has set for a provider; `extras` by the last part of the variable's name. */
export interface ProviderSettings {
	id: string;
	clientId: string;
	/** Empty where the provider takes none and a key signs instead. */
	clientSecret: string;
	extras: Record<string, string | undefined>;
}

/** A variable that only this provider takes. */
interface ExtraVariable {
	required?: boolean;
	/** What it has to be, in words for the operator. */
	expected: string;
	/** @param localhost ORIGIN is on localhost, where http to loopback is allowed. */
	fits(value: string, localhost: boolean): boolean;
}

/** One of arctic's classes, whichever arguments it takes. */
export interface Client {
	usesPkce: boolean;
	createUrl(state: string, codeVerifier: string, scopes: string[]): URL;
	exchange(code: string, codeVerifier: string): Promise<OAuth2Tokens>;
}

/** Who it is, as the provider says it; `subject` is what never changes and is never reused. */
interface Person extends Claims {
	subject: string;
}

/** What a row reads the person from. */
export interface Answer {
	accessToken: string;
	settings: ProviderSettings;
	/** The token endpoint's whole answer. */
	tokens: object;
	/** The query with which the browser came back, for what only that has. */
	callback: URLSearchParams;
}

interface Row {
	name: string;
	/** `OAUTH_<ID>_<name>`, beside its client id and secret. */
	variables?: Record<string, ExtraVariable>;
	/** It has no client secret: a key of `variables` signs one for each request. */
	signsItsSecret?: boolean;
	scopes: string[];
	createClient(settings: ProviderSettings, redirectUri: string): Client;
	/** Further origins through which the provider may send the browser at once. */
	alsoVisits?: string[];
	parameters?: Record<string, string>;
	/** Asks for another proof, or at least for a choice, where a session would be enough. */
	reauthentication?: Record<string, string>;
}

/** A provider without ID tokens: the person is who its API says, at `issuer`. */
export interface OAuthRow extends Row {
	issuer: string;
	read(answer: Answer): Promise<Person> | Person;
}

/** Where a provider's ID tokens come from and what they are signed with. */
interface OpenId {
	/** As in the tokens; several or computed where the provider has no single one. */
	issuer: string | string[] | ((claims: JWTPayload) => string | null);
	jwksUri: string;
	algorithms: string[];
	/** It documents `max_age` and `auth_time`, so that a fresh sign-in can be proved. */
	provesFreshness?: boolean;
}

export interface OpenIdRow extends Row {
	openid(settings: ProviderSettings): OpenId;
	read(claims: IdToken, answer: Answer): Promise<Person> | Person;
}

/** A row of the catalogue. */
export type ProviderRow = OAuthRow | OpenIdRow;

/** For the classes of arctic that take a PKCE verifier. */
export function withPkce(client: {
	createAuthorizationURL(state: string, codeVerifier: string, scopes: string[]): URL;
	validateAuthorizationCode(code: string, codeVerifier: string): Promise<OAuth2Tokens>;
}): Client {
	return {
		usesPkce: true,
		createUrl: (state, verifier, scopes) => client.createAuthorizationURL(state, verifier, scopes),
		exchange: (code, verifier) => client.validateAuthorizationCode(code, verifier)
	};
}

/** For those that take none; `state`, and where there is an ID token its nonce, bind the answer. */
export function withoutPkce(client: {
	createAuthorizationURL(state: string, scopes: string[]): URL;
	validateAuthorizationCode(code: string): Promise<OAuth2Tokens>;
}): Client {
	return {
		usesPkce: false,
		createUrl: (state, _verifier, scopes) => client.createAuthorizationURL(state, scopes),
		exchange: (code) => client.validateAuthorizationCode(code)
	};
}
