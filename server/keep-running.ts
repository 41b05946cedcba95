import { log } from '../src/lib/server/log.ts';

/**
 * Writes down a promise that was rejected while nobody waited for it, and goes on. Node would end the
 * process: one visitor's broken connection, in some library, must not sign out everybody else.
 */
export function keepRunning(target: NodeJS.EventEmitter = process): void {
	target.on('unhandledRejection', (reason) => log.error({ err: reason }, 'nobody waited for this'));
}
