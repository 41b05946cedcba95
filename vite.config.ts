import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vitest/config';
import { clientFiles, loadPlainly } from './server/client-files.ts';
import { messagePlaceholder } from './server/client-languages.js';

export default defineConfig({
	plugins: [tailwindcss(), sveltekit(), loadPlainly(), messagePlaceholder()],
	environments: {
		client: {
			build: {
				modulePreload: false,
				rolldownOptions: {
					output: {
						codeSplitting: {
							// One file that every page needs and that few releases change.
							groups: clientFiles
						}
					}
				}
			}
		}
	},
	test: {
		include: [
			'src/**/*.test.ts',
			'server/**/*.test.ts',
			'scripts/**/*.test.ts',
			'tests/unit/**/*.test.ts'
		],
		environment: 'node',
		globalSetup: ['./tests/support/migrate-template.ts'],
		setupFiles: ['./tests/support/setup.ts'],
		restoreMocks: true,
		// For machines that are busy with other things; what measures time says so itself.
		testTimeout: 60_000,
		hookTimeout: 60_000
	}
});
