import type { Handle } from '@sveltejs/kit';
import type { Feature } from './feature';

/** Hands the features down to the pages that show or gather something of each. */
export const handleFeatures =
	(features: readonly Feature[]): Handle =>
	({ event, resolve }) => {
		event.locals.features = features;
		return resolve(event);
	};
