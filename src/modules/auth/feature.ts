import { m } from '@/paraglide/messages';
import type { Feature } from '@/feature/feature';
import { exportAuth } from './api/account/export-auth';
import { authHousekeeping, authMinutely } from './api/entry/auth-housekeeping';
import { authKept } from './kept';
import { authPages } from './routes/pages';
import { authForms, authRoutes } from './routes/route-policy';

/** Accounts: who somebody is, and how they get in. Erasing one begins with what is of this module. */
export const authFeature = {
	name: 'auth',
	routes: authRoutes,
	forms: authForms,
	settings: [
		{ href: authPages.security, label: m.settings_security },
		{ href: authPages.connections, label: m.settings_connections },
		{ href: authPages.sessions, label: m.settings_sessions },
		{ href: authPages.activity, label: m.settings_activity },
		{ href: authPages.account, label: m.settings_account }
	],
	archive: {
		files: exportAuth,
		describe: (options) => [
			m.export_readme_account({}, options),
			m.export_readme_addresses({}, options),
			m.export_readme_connections({}, options),
			m.export_readme_passkeys({}, options),
			m.export_readme_factors({}, options),
			m.export_readme_sessions({}, options)
		]
	},
	kept: authKept,
	housekeeping: authHousekeeping,
	minutely: authMinutely
} satisfies Feature;
