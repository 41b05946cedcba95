import type { Component } from 'svelte';
import EndOtherSessions from './EndOtherSessions.svelte';
import SignalAccount from './passkey/SignalAccount.svelte';

// What the pages of who is signed in fetch, in one file.
export { default as UserMenu } from './UserMenu.svelte';
export { default as SessionWatch } from './SessionWatch.svelte';

/** What goes with the sentence of a success, by its name. */
export const offers: Record<string, Component> = {
	flash_connection_added: EndOtherSessions,
	flash_connection_removed: EndOtherSessions,
	flash_passkey_added: EndOtherSessions,
	flash_passkey_removed: EndOtherSessions,
	flash_email_changed: SignalAccount,
	flash_email_moved: SignalAccount,
	flash_profile_saved: SignalAccount
};
