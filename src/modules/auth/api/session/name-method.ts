import { providerName } from '$modules/oauth/api/get-provider';
import { STEP_MARK } from './amr';

/** A method as the record has it, its provider under the name that people know, for `methodName`. */
export const nameMethod = (method: string): string =>
	method.split(STEP_MARK).map(providerName).join(STEP_MARK);
