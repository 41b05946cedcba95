import type { Pathname } from '$app/types';

/** Where a profile is edited and shown. */
export const profilePages = {
	edit: '/settings/profile',
	show: (username: string) => `/u/${username}`,
	avatar: (id: string) => `/avatars/${id}`
} as const satisfies Record<string, Pathname | ((part: string) => Pathname)>;
