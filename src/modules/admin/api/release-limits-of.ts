import { releaseLimits } from '$modules/auth/api/account/release-limits';
import { actOn } from './act-on';
import type { Help, Helped } from './helper';

/** Ends the waits of a person who has tried too often, or for whom somebody else has. */
export const releaseLimitsOf = (help: Help): Promise<Helped> =>
	actOn(help, 'limits-released', releaseLimits);
