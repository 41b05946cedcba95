/**
 * Every test file begins as in a process of its own: the application before it has ended, its modules
 * are read anew, and environment, clock and `fetch` are as the worker found them. Only what lies in
 * node_modules stays loaded from one file to the next: reading it again took half of the suite's time.
 */
import { resolve } from 'node:path';
import { vi } from 'vitest';

const found = Symbol.for('tests.found');
const globals = globalThis as typeof globalThis & {
	[found]?: { env: NodeJS.ProcessEnv; fetch: typeof fetch };
};
globals[found] ??= { env: { ...process.env }, fetch: globals.fetch };

for (const event of ['porchlight:stopping', 'sveltekit:shutdown']) {
	process.emit(event as 'exit', 0);
	process.removeAllListeners(event);
}
vi.useRealTimers();
vi.resetModules();
globals.fetch = globals[found].fetch;
for (const symbol of Object.getOwnPropertySymbols(globals)) {
	if (symbol.description?.startsWith('porchlight.')) Reflect.deleteProperty(globals, symbol);
}
for (const name of Object.keys(process.env)) delete process.env[name];
Object.assign(process.env, globals[found].env);

const { databaseUrl } = await import('./test-database.ts');
Object.assign(process.env, {
	DATABASE_URL: databaseUrl,
	ORIGIN: 'http://localhost:3000',
	AUTH_SECRET: Buffer.alloc(32, 7).toString('base64'),
	// Tests ask for more mails than a site that nobody floods.
	PROOF_OF_WORK: 'off',
	LOG_LEVEL: 'silent',
	// Scripts that tests start read the same modules again and again: compiled once, they take a third less.
	NODE_COMPILE_CACHE: resolve('node_modules/.cache/node')
});
