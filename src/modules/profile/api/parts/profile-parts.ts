import { parts } from '@/site';

/** What of profiles this site has. A page for everybody has a username for its address. */
export const profileParts = () => ({
	usernames: parts.usernames,
	publicPages: parts.usernames && parts.publicProfiles,
	avatars: parts.avatars
});

export type ProfileParts = ReturnType<typeof profileParts>;
