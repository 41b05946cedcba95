import { describeValue, type EnvProblem } from './env-error.ts';
import { isProviderUrl, isTenant, readApplePrivateKey } from './env-provider-rules.ts';

type Source = Record<string, string | undefined>;
type Extra = 'BASE_URL' | 'TENANT' | 'TEAM_ID' | 'KEY_ID' | 'PRIVATE_KEY';

/** The catalogue's ids, in the order in which they are offered. */
export const providerIds = [
	...(['github', 'google', 'gitlab', 'microsoft', 'apple', 'discord', 'facebook'] as const),
	...(['linkedin', 'slack', 'twitch', 'spotify', 'bitbucket', 'x', 'notion', 'figma'] as const),
	...(['zoom', 'dropbox', 'reddit', 'yahoo', 'line', 'kakao', 'naver'] as const)
];

export type ProviderId = (typeof providerIds)[number];

/** A configured provider of the catalogue; `extras` by the last part of the variable's name. */
export interface ProviderSettings {
	id: ProviderId;
	clientId: string;
	/** Empty for Apple, where one is made for each request. */
	clientSecret: string;
	extras: Partial<Record<Extra, string>>;
}

/** A configured OpenID Connect issuer, under an id of the operator's own. */
export interface IssuerSettings {
	id: string;
	name: string;
	issuer: string;
	clientId: string;
	/** Absent: a public client, held by PKCE alone. */
	clientSecret: string | undefined;
}

export interface ProvidersEnv {
	providers: ProviderSettings[];
	issuers: IssuerSettings[];
}

const oauthVariable = /^OAUTH_([A-Z]+)_(CLIENT_ID|CLIENT_SECRET)$/;
const oidcVariable = /^OIDC_([A-Z\d]+(?:_[A-Z\d]+)*)_(ISSUER|CLIENT_ID|CLIENT_SECRET|NAME)$/;
const knownIds: ReadonlySet<string> = new Set(providerIds);

/** What only one provider takes: whether it must be there, and what it has to be. */
const extras: Partial<Record<ProviderId, [Extra, boolean, string, (value: string) => boolean][]>> =
	{
		gitlab: [['BASE_URL', false, 'an https address without a query; http on loopback', () => true]],
		microsoft: [
			['TENANT', false, 'common, organizations, consumers or the id of a tenant', isTenant]
		],
		apple: [
			['TEAM_ID', true, 'the 10 characters of the team', (value) => /^\w{10}$/.test(value)],
			['KEY_ID', true, 'the 10 characters of the key', (value) => /^\w{10}$/.test(value)],
			[
				'PRIVATE_KEY',
				true,
				'the P-256 key of the .p8 file, with its lines or \\n between them',
				(value) => readApplePrivateKey(value) !== null
			]
		]
	};

/**
 * The providers that the variables `OAUTH_…` and `OIDC_…` configure, in the order of the pages, and
 * all that is wrong with them. An empty value counts as unset.
 * @param localhost ORIGIN is on localhost, where http to loopback is allowed.
 */
export function readProviders(
	source: Source,
	localhost: boolean
): ProvidersEnv & { problems: EnvProblem[] } {
	const problems: EnvProblem[] = [];
	const get = (variable: string) => source[variable]?.trim() || undefined;
	const complain = (variable: string, expected: string) =>
		problems.push({ variable, found: describeValue(variable, get(variable)), expected });
	const names = Object.keys(source).filter(get).sort();

	for (const variable of names) {
		const id = oauthVariable.exec(variable)?.[1]?.toLowerCase();
		if (id && !knownIds.has(id)) complain(variable, `one of ${providerIds.join(', ')} in its name`);
	}
	const providers = providerIds.flatMap((id) => readProvider(id) ?? []);
	const ids = new Set(names.flatMap((variable) => oidcVariable.exec(variable)?.[1] ?? []));
	return { providers, issuers: [...ids].flatMap((id) => readIssuer(id) ?? []), problems };

	function readProvider(id: ProviderId): ProviderSettings | undefined {
		const prefix = `OAUTH_${id.toUpperCase()}_`;
		const wanted = extras[id] ?? [];
		const all = ['CLIENT_ID', 'CLIENT_SECRET', ...wanted.map(([name]) => name)];
		if (!all.some((name) => get(prefix + name))) return undefined;
		// Apple has no secret: one is signed with the key.
		const needed = id === 'apple' ? ['CLIENT_ID'] : ['CLIENT_ID', 'CLIENT_SECRET'];
		for (const name of needed) {
			if (!get(prefix + name)) complain(prefix + name, 'a value, as the provider is configured');
		}
		const settings: ProviderSettings = {
			id,
			clientId: get(`${prefix}CLIENT_ID`) ?? '',
			clientSecret: get(`${prefix}CLIENT_SECRET`) ?? '',
			extras: {}
		};
		for (const [name, required, expected, fits] of wanted) {
			const value = get(prefix + name);
			const valid = name === 'BASE_URL' ? isProviderUrl(value ?? '', localhost) : fits(value ?? '');
			if (value ? !valid : required) complain(prefix + name, expected);
			settings.extras[name] = value;
		}
		return settings;
	}

	function readIssuer(name: string): IssuerSettings | undefined {
		const prefix = `OIDC_${name}_`;
		const id = name.toLowerCase();
		const [issuer, clientId] = [get(`${prefix}ISSUER`), get(`${prefix}CLIENT_ID`)];
		if (knownIds.has(id)) {
			const variable = names.find((name) => name.startsWith(prefix)) ?? prefix;
			complain(variable, `an id that the catalogue does not have (${id} is one of its own)`);
		}
		if (!isProviderUrl(issuer ?? '', localhost)) {
			const allowed = localhost ? '; http on loopback' : '';
			complain(`${prefix}ISSUER`, `the issuer's https address, without a query${allowed}`);
		}
		if (!clientId) complain(`${prefix}CLIENT_ID`, 'a value, as the issuer is configured');
		if (!issuer || !clientId) return undefined;
		const shown = get(`${prefix}NAME`) ?? id.charAt(0).toUpperCase() + id.slice(1);
		return { id, name: shown, issuer, clientId, clientSecret: get(`${prefix}CLIENT_SECRET`) };
	}
}
