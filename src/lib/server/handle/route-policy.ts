import type { RequestEvent } from '@sveltejs/kit';
import type { RouteId } from '$app/types';

/** What is special about a route. Where nothing is said, the strictest holds. */
export interface RoutePolicy {
	/** Whether this site has it at all; where it has not, it is as a path without a route. */
	isThere?: () => boolean;
	/**
	 * Who may come without a session; nobody unless said. Signed-in people have no business on what is
	 * for `signed-out` ones, and are sent on to `redirectTo`.
	 */
	openTo?: 'everybody' | 'signed-out';
	/** Sessions that something is missing for yet, and that open nothing else, open it too. */
	opensUnfinished?: boolean;
	/**
	 * So do those of an account that has to get a second factor first: all of it, or its page with the
	 * actions that are named.
	 */
	opensWithoutFactor?: 'all' | readonly string[];
	/** It is asked for by programs of this machine, or decides for itself: by any name of the host. */
	answersAnyHost?: boolean;
	/** Its address carries a token or a code: no answer from it is stored. */
	carriesToken?: boolean;
	/** It shows whose account it is to somebody who is not signed in yet: no answer from it is stored. */
	showsAccount?: boolean;
	/** Bytes that a form's body may have, by the name of its action, where that is more than usual. */
	uploadLimits?: ReadonlyMap<string, number>;
	/** The one other site that may post here, by its origin. */
	acceptsPostFrom?: (params: RequestEvent['params']) => string | null;
}

/** Policies by `route.id`: the name of a route that does not exist is a type error. */
export type RoutePolicies = { readonly [Id in RouteId]?: RoutePolicy };

/** The policy of the route that a request meets; of a path without a route, none. */
export const policyOf = (policies: RoutePolicies, { route }: RequestEvent): RoutePolicy =>
	(route.id && policies[route.id]) || {};
