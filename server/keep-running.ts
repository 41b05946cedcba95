import type { Server } from 'node:http';
import { log } from '../src/lib/server/log.ts';

/**
 * Keeps the process alive through what is the trouble of one visitor, and must not sign out everybody
 * else. Node would end it in both cases:
 * - a promise was rejected while nobody waited for it, in some library whose connection broke;
 * - a file that was there at the start is gone when it is asked for, because a build has put others in
 *   its place. The adapter sends it from a stream whose errors it does not hear.
 */
export function keepRunning(http: Server, target: NodeJS.EventEmitter = process): void {
	target.on('unhandledRejection', (reason) => log.error({ err: reason }, 'nobody waited for this'));
	http.prependListener('request', (_request, response) => {
		response.once('pipe', (file) => {
			file.once('error', (err) => {
				log.error({ err }, 'a file of the build cannot be read');
				response.destroy();
			});
		});
	});
}
