import { rememberEarlyControls } from '@/components/early-controls';
import { assertIsLocale, overwriteGetLocale } from '@/paraglide/runtime';
import { loadSignedInParts } from '$modules/auth/components/signed-in-parts.svelte';

// The server has chosen; without this the client chooses again and hydrates another language.
overwriteGetLocale(() => assertIsLocale(document.documentElement.lang));

// Facebook adds it to the address that it sends people back to, from where it follows redirects.
if (location.hash === '#_=_') {
	history.replaceState(history.state, '', location.pathname + location.search);
}

// Before the page is taken over: this module is loaded first.
rememberEarlyControls();

/** What the server drew is taken over only once all of it is there. */
export const init = () =>
	document.querySelector('[data-user-menu]') ? loadSignedInParts() : undefined;
