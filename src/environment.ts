import { readEnv, type Env } from './lib/server/env.ts';
import { readSettings } from './modules/oauth/api/read-settings.ts';

/**
 * Reads and validates the whole environment, what modules read for themselves included: the first
 * thing at every start. Plain Node reads this file.
 * @throws EnvError that lists every problem.
 */
export function readEnvironment(source: NodeJS.ProcessEnv = process.env): Env {
	return readEnv(source, undefined, [(...given) => readSettings(...given).problems]);
}
