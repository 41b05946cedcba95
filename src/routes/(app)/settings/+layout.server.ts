import type { LayoutServerLoad } from './$types';

/** The pages beside each other: each feature names its own. */
export const load: LayoutServerLoad = ({ locals }) => ({
	sections: locals.features
		.flatMap(({ settings = [] }) => settings)
		.map(({ href, label }) => ({ href, label: label() }))
});
