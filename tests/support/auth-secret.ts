import { vi } from 'vitest';
import { forgetStoredKeys } from '$modules/keys/api/stored-key';
import * as environment from '@/server/env';

/** What can be `AUTH_SECRET`, one after the other. */
export const secrets = [1, 2, 3].map((byte) => Buffer.alloc(32, byte).toString('base64'));

/** From now on as a server that was started with these secrets. */
export function startWith(secret = '', previous?: string): void {
	startAsBefore();
	const changed = { ...environment.env(), AUTH_SECRET: secret, AUTH_SECRET_PREVIOUS: previous };
	vi.spyOn(environment, 'env').mockReturnValue(changed);
}

/** For `afterEach`. Every other mock ends too. */
export function startAsBefore(): void {
	vi.restoreAllMocks();
	forgetStoredKeys();
}
