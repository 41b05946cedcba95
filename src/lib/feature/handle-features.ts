import type { Handle } from '@sveltejs/kit';
import type { Feature } from './feature';
import { checkOwnNames } from './own-words';

/**
 * Hands the features down to the pages that show or gather something of each.
 * @throws where what one of them records or mails has a name that is not its own.
 */
export function handleFeatures(features: readonly Feature[]): Handle {
	checkOwnNames(features);
	return ({ event, resolve }) => {
		event.locals.features = features;
		return resolve(event);
	};
}
