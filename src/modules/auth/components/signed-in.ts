import EndOtherSessions from './EndOtherSessions.svelte';

// What the pages of who is signed in fetch, in one file.
export { default as UserMenu } from './UserMenu.svelte';
export { default as SessionWatch } from './SessionWatch.svelte';

/** What goes with the sentence of a success, by its name. */
export const offers: Record<string, typeof EndOtherSessions> = {
	flash_connection_added: EndOtherSessions,
	flash_connection_removed: EndOtherSessions
};
