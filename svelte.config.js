import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import adapter from './server/adapter.js';

/** @type {import('@sveltejs/kit').Config} */
export default {
	preprocess: vitePreprocess(),
	compilerOptions: { runes: true, discloseVersion: false },
	kit: {
		adapter: adapter(),
		alias: { '@': 'src/lib', $modules: 'src/modules', $tests: 'tests/support' },
		// Left to handle-origin.ts, which knows every content type, one exception and the log.
		csrf: { trustedOrigins: ['*'] },
		csp: {
			mode: 'nonce',
			// `form-action` depends on the configured providers and is added at run time.
			directives: {
				'default-src': ['self'],
				'script-src': ['self'],
				'style-src': ['self'],
				// Kit's route announcer sets its position by a style attribute.
				'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
				'img-src': ['self', 'data:'],
				'object-src': ['none'],
				'base-uri': ['none'],
				'frame-ancestors': ['none']
			}
		},
		typescript: {
			config: (config) => ({
				...config,
				compilerOptions: { ...config.compilerOptions, allowImportingTsExtensions: true },
				include: [
					...config.include,
					'../*.config.ts',
					'../scripts/**/*.ts',
					'../server/**/*.ts',
					'../server/**/*.js',
					'../tests/**/*.ts'
				]
			})
		}
	}
};
