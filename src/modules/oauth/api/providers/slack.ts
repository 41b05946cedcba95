// From documentation.
import { Slack } from 'arctic';
import { openIdProfile } from '../identity/openid-profile.ts';
import { ProviderError } from '../identity/provider.ts';
import { withoutPkce, type OpenIdRow } from './definition.ts';

const team = 'https://slack.com/team_id';

/** A user's id is one of its workspace, so that both together are the subject. */
export const slack: OpenIdRow = {
	name: 'Slack',
	scopes: ['openid', 'email', 'profile'],
	alsoVisits: ['https://*.slack.com'],
	createClient: ({ clientId, clientSecret }, redirectUri) =>
		withoutPkce(new Slack(clientId, clientSecret, redirectUri)),
	openid: () => ({
		issuer: 'https://slack.com',
		jwksUri: 'https://slack.com/openid/connect/keys',
		algorithms: ['RS256']
	}),
	read(claims) {
		const workspace = claims[team];
		if (typeof workspace !== 'string' || !/^\w+$/.test(workspace)) {
			throw new ProviderError('rejected', 'the ID token names no workspace');
		}
		return { subject: `${workspace}/${claims.sub}`, ...openIdProfile(claims) };
	}
};
