type UserMenu = typeof import('./UserMenu.svelte').default;

let menu = $state.raw<UserMenu>();

/** The menu of who is signed in, once it is there: its code comes to nobody else. */
export const userMenu = {
	get component() {
		return menu;
	}
};

/** Fetches the menu; where that fails, the page goes without it. */
export async function loadUserMenu(): Promise<void> {
	menu ??= await import('./UserMenu.svelte').then(
		(module) => module.default,
		() => undefined
	);
}

if (import.meta.env.SSR) await loadUserMenu();
