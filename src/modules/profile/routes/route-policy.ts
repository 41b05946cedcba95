import type { InterruptedForms } from '@/forms/interrupted-form';
import type { RoutePolicies } from '@/server/handle/route-policy';
import { hasPublicProfiles, parts } from '@/site';
import { avatarLimits } from '../api/avatar/avatar-limits';

/** Bytes that a form writes around the file in it. */
const wrapping = 64 * 1024;

/** What is special about the routes of profiles and pictures. */
export const profileRoutes: RoutePolicies = {
	'/(public)/u/[username]': { isThere: hasPublicProfiles, openTo: 'everybody' },
	'/(public)/avatars/[id]': {
		isThere: () => parts.avatars,
		openTo: 'everybody',
		opensWithoutFactor: 'all'
	},
	'/(app)/settings/profile': {
		uploadLimits: new Map([['avatar', avatarLimits.upload + wrapping]])
	}
};

/** What was typed into the profile comes back after another sign-in. */
export const profileForms = {
	'/settings/profile?/update': {
		fields: ['displayName', 'username', 'bio', 'website', 'visibility'],
		comesBack: true
	}
} satisfies InterruptedForms;
