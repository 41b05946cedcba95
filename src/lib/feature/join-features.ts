import type { InterruptedForms } from '@/forms/interrupted-form';
import type { RoutePolicies } from '@/server/handle/route-policy';
import type { Feature } from './feature';

type Together<Union> = (Union extends unknown ? (one: Union) => void : never) extends (
	all: infer All
) => void
	? All
	: never;

/** The forms of these features, by name. */
export type FormsOf<Features extends readonly Feature[]> = Together<
	Extract<Features[number], { forms: InterruptedForms }>['forms']
>;

/**
 * What is special about each route, as each feature says of its own: whatever is not named is closed.
 * @throws where two speak for one route.
 */
export const joinRoutes = (features: readonly Feature[]): RoutePolicies =>
	join(features, 'routes') as RoutePolicies;

/**
 * What of a form survives an interruption, by where it is sent: what is not named is never kept.
 * @throws where two speak for one form.
 */
export const joinForms = <Features extends readonly Feature[]>(
	features: Features
): FormsOf<Features> => join(features, 'forms') as FormsOf<Features>;

function join(features: readonly Feature[], part: 'routes' | 'forms'): object {
	const joined: Record<string, unknown> = {};
	for (const feature of features) {
		for (const [key, value] of Object.entries(feature[part] ?? {})) {
			if (Object.hasOwn(joined, key)) throw new Error(`${feature.name}: ${key} is another's.`);
			joined[key] = value;
		}
	}
	return joined;
}
