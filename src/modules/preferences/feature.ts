import { m } from '@/paraglide/messages';
import type { Feature } from '@/feature/feature';
import { erasePreferences } from './api/preferences-store';
import { exportPreferences } from './api/export-preferences';
import { preferencesKept } from './kept';
import { preferencesPages } from './routes/pages';
import { preferencesForms, preferencesRoutes } from './routes/route-policy';

/** Theme, language, time zone and mails, as people chose them. */
export const preferencesFeature = {
	name: 'preferences',
	routes: preferencesRoutes,
	forms: preferencesForms,
	settings: [{ href: preferencesPages.account, label: m.settings_preferences }],
	archive: {
		files: exportPreferences,
		describe: (options) => [m.export_readme_preferences({}, options)]
	},
	kept: preferencesKept,
	erase: erasePreferences
} satisfies Feature;
