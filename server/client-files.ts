import type { Plugin, Rolldown } from 'vite';

const modules = (folder: string, ...names: string[]) =>
	new RegExp(`/src/(?:${folder})/(?:${names.join('|')})\\.(?:svelte|ts|js)$`);

/**
 * How the browser's files are cut: few, so that they compress well, and none with much in it that its
 * page does not need. Each takes along what it imports and no file before it has. What is named
 * nowhere is in the file of its page, or in a file of the few pages that share it.
 */
export const clientFiles: Rolldown.CodeSplittingGroup[] = [
	// Changes with few releases.
	{ name: 'framework', test: /\/node_modules\/(?:svelte|@sveltejs\/kit|devalue|esm-env)\// },
	// What is round every page, and what asks people for something, as nearly every page does.
	{
		name: 'shared',
		test: modules(
			'routes|lib/components|lib/paraglide/messages|modules/auth/components',
			...['\\+layout', 'AuthPage', 'Button', 'Form', 'Field', 'EmailField', 'PasswordField'],
			...['ProviderDoors', 'field_password']
		)
	},
	{
		name: 'settings',
		test: modules(
			'lib/components',
			...['Page', 'Section', 'SideNav', 'Submit', 'Checkbox', 'Time\\w*', 'is-open-early']
		)
	},
	// How sessions and events are told apart.
	{
		name: 'names',
		test: modules('lib|modules/activity/components', 'browser-name', 'method-name')
	},
	{
		name: 'pages',
		test: modules('modules/(?!admin)\\w+/routes', 'pages')
	},
	// What asks for a passkey, and the field for a code.
	{
		name: 'passkey-forms',
		test: modules(
			'modules/auth/components/(?:passkey|factors)',
			...['PasskeyForm', 'PasskeyCreate', 'support', 'CodeField']
		)
	},
	// On /confirm and at the second step.
	{
		name: 'proof-forms',
		test: modules(
			'modules/auth/components/(?:passkey|factors)',
			...['PasskeyUse', 'TotpForm', 'RecoveryCodeForm']
		)
	},
	// Making and using a passkey, fetched where a page has a button for it.
	{
		name: 'passkey',
		test: modules(
			'modules/auth/components/passkey',
			...['PasskeyControls', 'ceremony', 'credential-json', 'trouble-sentence', 'keep-fresh'],
			'signal'
		)
	},
	{ name: 'new-password', test: modules('modules/auth/components', 'NewPasswordField') },
	// With their many sentences, which few pages need.
	...['HaveAccount', 'ErrorPage', 'RecoveryPage', 'UnusableLink', 'TimezoneNote'].map((name) => ({
		name,
		test: modules('.*', name)
	})),
	// For who takes their data or leaves: in the settings, and where an account is suspended.
	{
		name: 'leaving',
		test: modules('modules/auth/components', 'DeleteAccount', 'DownloadData', 'ExportLater')
	},
	// For one's own record and the whole one; and what only those read who run the site.
	{
		name: 'events',
		test: /\/(?:event-sentence\.ts|messages\/activity_\w+\.js)$/,
		minShareCount: 2
	},
	{ name: 'admin', test: /\/messages\/admin_\w+\.js$/, minShareCount: 2 },
	{ name: 'messages', test: /\/paraglide\/messages\//, minShareCount: 2 },
	{ name: 'avatar', test: modules('.*', 'Avatar') },
	// What a page has for who is signed in.
	{
		name: 'signed-in',
		test: modules(
			'lib/components|modules/auth/components',
			...['signed-in', 'UserMenu', 'SessionWatch', 'unsent-text']
		)
	}
];

/**
 * Vite surrounds each `import()` with code that links style sheets first. There is one sheet, which
 * every page has in its head; a second one stops the build, because nothing would load it.
 */
export function loadPlainly(): Plugin {
	return {
		name: 'porchlight-load-plainly',
		apply: 'build',
		enforce: 'pre',
		applyToEnvironment: ({ config }) => config.consumer === 'client',
		load: {
			filter: { id: /vite\/preload-helper/ },
			handler: () => 'export const __vitePreload = (load) => load();'
		},
		generateBundle(_options, bundle) {
			const sheets = Object.keys(bundle).filter((name) => name.endsWith('.css'));
			if (sheets.length > 1) this.error(`One style sheet for all pages, not ${sheets.join(', ')}.`);
		}
	};
}
