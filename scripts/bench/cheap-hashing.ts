/**
 * Loaded into a bench's server with `node --import`: passwords cost nothing and the bench's own is
 * everybody's, so that what is left of a sign-in can be measured. No part of a build.
 */
import { createRequire } from 'node:module';
import { benchPassword } from './password.ts';

const argon2 = createRequire(import.meta.url)('@node-rs/argon2') as Record<string, unknown>;
Object.assign(argon2, {
	verify: async (_hash: string, password: string) => password === benchPassword
});
