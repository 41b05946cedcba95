type Parts = typeof import('./signed-in');

let parts = $state.raw<Parts>();

/** What a page has for who is signed in, once it is there: its code comes to nobody else. */
export const signedInParts = {
	get loaded() {
		return parts;
	}
};

/** Fetches the parts; where that fails, the page goes without them. */
export async function loadSignedInParts(): Promise<void> {
	parts ??= await import('./signed-in').catch(() => undefined);
}

if (import.meta.env.SSR) await loadSignedInParts();
