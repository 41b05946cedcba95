import { describeValue, type EnvProblem } from '../../../lib/server/env-error.ts';
import { isProviderUrl } from './http/provider-fetch.ts';
import type { IssuerSettings } from './oidc/discover.ts';
import { catalogue, type ProviderId } from './providers/catalogue.ts';
import type { ProviderRow, ProviderSettings } from './providers/definition.ts';

type Source = Record<string, string | undefined>;

/** The providers of the catalogue and the issuers that the environment configures. */
export interface Settings {
	providers: (ProviderSettings & { id: ProviderId })[];
	issuers: IssuerSettings[];
}

const rows: [ProviderId, ProviderRow][] = (Object.keys(catalogue) as ProviderId[]).map((id) => [
	id,
	catalogue[id]
]);
const oauthVariable = /^OAUTH_([A-Z]+)_(CLIENT_ID|CLIENT_SECRET)$/;
const oidcVariable = /^OIDC_([A-Z\d]+(?:_[A-Z\d]+)*)_(ISSUER|CLIENT_ID|CLIENT_SECRET|NAME)$/;

/**
 * The providers that the variables `OAUTH_…` and `OIDC_…` configure, in the order of the pages, and
 * all that is wrong with them. An empty value counts as unset. Plain Node reads this file.
 * @param localhost ORIGIN is on localhost, where http to loopback is allowed.
 */
export function readSettings(
	source: Source,
	localhost: boolean
): Settings & { problems: EnvProblem[] } {
	const problems: EnvProblem[] = [];
	const get = (variable: string) => source[variable]?.trim() || undefined;
	const complain = (variable: string, expected: string) =>
		problems.push({ variable, found: describeValue(variable, get(variable)), expected });
	const names = Object.keys(source).filter(get).sort();

	for (const variable of names) {
		const id = oauthVariable.exec(variable)?.[1]?.toLowerCase();
		if (!id || Object.hasOwn(catalogue, id)) continue;
		complain(variable, `one of ${Object.keys(catalogue).join(', ')} in its name`);
	}
	const providers = rows.flatMap(([id, row]) => readProvider(id, row) ?? []);
	const ids = new Set(names.flatMap((variable) => oidcVariable.exec(variable)?.[1] ?? []));
	return { providers, issuers: [...ids].flatMap((id) => readIssuer(id) ?? []), problems };

	function readProvider(id: ProviderId, { variables = {}, signsItsSecret }: ProviderRow) {
		const prefix = `OAUTH_${id.toUpperCase()}_`;
		const all = ['CLIENT_ID', 'CLIENT_SECRET', ...Object.keys(variables)];
		if (!all.some((name) => get(prefix + name))) return undefined;
		for (const name of signsItsSecret ? ['CLIENT_ID'] : ['CLIENT_ID', 'CLIENT_SECRET']) {
			if (!get(prefix + name)) complain(prefix + name, 'a value, as the provider is configured');
		}
		const extras: ProviderSettings['extras'] = {};
		for (const [name, { required, expected, fits }] of Object.entries(variables)) {
			const value = get(prefix + name);
			if (value ? !fits(value, localhost) : required) complain(prefix + name, expected);
			extras[name] = value;
		}
		const clientId = get(`${prefix}CLIENT_ID`) ?? '';
		return { id, clientId, clientSecret: get(`${prefix}CLIENT_SECRET`) ?? '', extras };
	}

	function readIssuer(name: string): IssuerSettings | undefined {
		const prefix = `OIDC_${name}_`;
		const id = name.toLowerCase();
		const [issuer, clientId] = [get(`${prefix}ISSUER`), get(`${prefix}CLIENT_ID`)];
		if (Object.hasOwn(catalogue, id)) {
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
