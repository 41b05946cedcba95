import { m } from '@/paraglide/messages';
import type { Feature } from '@/feature/feature';
import { parts } from '@/site';
import { eraseProfile } from './api/profile-store';
import { exportProfile } from './api/export-profile';
import { profileKept } from './kept';
import { profilePages } from './routes/pages';
import { profileForms, profileRoutes } from './routes/route-policy';

/** What people say about themselves, and their picture. */
export const profileFeature = {
	name: 'profile',
	routes: profileRoutes,
	forms: profileForms,
	settings: [{ href: profilePages.edit, label: m.settings_profile }],
	archive: {
		files: exportProfile,
		describe: (options) => [
			m.export_readme_profile({}, options),
			...(parts.avatars ? [m.export_readme_picture({}, options)] : [])
		]
	},
	kept: profileKept,
	erase: eraseProfile
} satisfies Feature;
