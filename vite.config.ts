import { availableParallelism } from 'node:os';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { clientFiles, loadPlainly } from './server/client-files.ts';
import { messagePlaceholder } from './server/client-languages.js';
import { routeParts } from './server/route-parts.ts';

/** The main ways through the application, which run on a database server too. */
const onServer = [
	'auth/api/sign-up/sign-up',
	'auth/api/sign-up/sign-up-race',
	'auth/api/sign-in/sign-in',
	'auth/api/sign-in/sign-in-limits',
	'auth/api/sign-in/sign-in-with-passkey',
	'auth/api/reset/reset',
	'auth/api/email-change/email-change',
	'profile/api/update-profile'
].map((name) => `src/modules/${name}.test.ts`);

/**
 * Drizzle names so many files in its package.json that Node took four milliseconds for each import of
 * it, of which a built server had a hundred: more than half of its start.
 */
const drizzleInBuild: Plugin = {
	name: 'porchlight-drizzle-in-build',
	apply: 'build',
	config: () => ({ ssr: { noExternal: ['drizzle-orm'] } })
};

export default defineConfig({
	define: { ROUTE_PARTS: JSON.stringify(routeParts()) },
	plugins: [tailwindcss(), sveltekit(), loadPlainly(), messagePlaceholder(), drizzleInBuild],
	environments: {
		client: {
			build: {
				modulePreload: false,
				rolldownOptions: {
					output: {
						codeSplitting: {
							groups: clientFiles
						}
					}
				}
			}
		}
	},
	test: {
		projects: [
			{
				extends: true,
				test: {
					name: 'file',
					include: [
						'src/**/*.test.ts',
						'server/**/*.test.ts',
						'scripts/**/*.test.ts',
						'tests/unit/**/*.test.ts'
					]
				}
			},
			{
				extends: true,
				test: {
					name: 'server',
					include: onServer,
					env: { TEST_DATABASE: process.env.TEST_DATABASE ?? 'http' }
				}
			}
		],
		environment: 'node',
		globalSetup: ['./tests/support/migrate-template.ts'],
		setupFiles: ['./tests/support/setup.ts'],
		restoreMocks: true,
		// tests/support/setup.ts makes each file begin anew.
		isolate: false,
		// Many tests wait for time to pass: with a worker a core, four tenths of the machine were idle.
		maxWorkers: availableParallelism() + 1,
		// For machines that are busy with other things; what measures time says so itself.
		testTimeout: 60_000,
		expect: { poll: { timeout: 10_000 } },
		hookTimeout: 60_000
	}
});
