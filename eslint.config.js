import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import { defineConfig } from 'eslint/config';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** Where the work of a transaction stands. */
const transactions =
	'CallExpression[callee.property.name="transaction"], CallExpression[callee.name=/^(asOwner|inTransaction)$/]';
/** What would be seen outside of it: the log, cookies and headers, the network, the clock's timers. */
const effects =
	'CallExpression[callee.object.name="log"], CallExpression[callee.name=/^(logSecurityEvent|fetch|setTimeout|setInterval)$/], MemberExpression[property.name=/^(cookies|setHeaders|fetch)$/]';

export default defineConfig(
	{
		ignores: ['.svelte-kit/', 'build/', 'src/lib/paraglide/', 'test-results/', 'playwright-report/']
	},
	js.configs.recommended,
	...ts.configs.recommended,
	...svelte.configs.recommended,
	prettier,
	...svelte.configs.prettier,
	{
		languageOptions: { globals: { ...globals.browser, ...globals.node } },
		linterOptions: { reportUnusedDisableDirectives: 'error' },
		rules: {
			// TypeScript knows better, types included.
			'no-undef': 'off',
			eqeqeq: ['error', 'always', { null: 'ignore' }],
			'max-lines': ['error', { max: 250 }],
			'@typescript-eslint/no-explicit-any': 'error',
			'@typescript-eslint/ban-ts-comment': [
				'error',
				{ 'ts-expect-error': true, 'ts-check': false }
			],
			'@typescript-eslint/consistent-type-imports': [
				'error',
				{ fixStyle: 'separate-type-imports', disallowTypeAnnotations: false }
			],
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }
			],
			// The site is served at the root of its origin, and mails need whole addresses.
			'svelte/no-navigation-without-resolve': 'off'
		}
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } }
	},
	{
		files: ['src/**/*.ts', 'src/**/*.svelte'],
		ignores: ['**/*.test.ts'],
		rules: { 'no-console': 'error' }
	},
	{
		files: ['src/modules/**/*.ts', 'src/routes/**/*.ts'],
		ignores: ['**/*.test.ts', '**/components/**'],
		rules: {
			'no-restricted-syntax': [
				'error',
				{
					selector: `:matches(${transactions}) :matches(${effects})`,
					message:
						'A transaction on a server may be done again as a whole: nothing in it but SQL, the rest behind its end.'
				}
			]
		}
	},
	{
		files: ['src/**/*.svelte', 'src/**/components/**/*.ts'],
		rules: {
			'no-restricted-syntax': [
				'error',
				{
					selector: 'CallExpression[callee.object.name="m"][arguments.length>1]',
					message: "A browser holds the page's language only: it cannot say this in another one."
				}
			]
		}
	},
	{
		files: ['**/*.cjs'],
		rules: { '@typescript-eslint/no-require-imports': 'off' }
	},
	{
		files: ['**/*.test.ts', 'tests/**/*.ts'],
		rules: {
			'max-lines': 'off',
			'no-restricted-syntax': [
				'error',
				{
					selector:
						'CallExpression > MemberExpression.callee[object.name=/^(it|test|describe)$/][property.name=/^(only|skip|todo|fixme|fails)$/]',
					message: 'No test is skipped, and none runs alone.'
				}
			]
		}
	}
);
