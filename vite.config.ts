import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
	plugins: [tailwindcss(), sveltekit()],
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
		testTimeout: 20_000
	}
});
