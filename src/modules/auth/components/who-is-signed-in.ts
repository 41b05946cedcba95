import { authPages } from '../routes/pages';

/**
 * Asks the server who is signed in to this browser, under the name that forms have for them.
 * @returns `null` for nobody, `undefined` where no answer came that tells.
 */
export async function whoIsSignedIn(): Promise<string | null | undefined> {
	try {
		const response = await fetch(`${authPages.sessions}/current`, {
			redirect: 'manual',
			cache: 'no-store'
		});
		// It is where every page sends people who are signed out.
		if (response.type === 'opaqueredirect') return null;
		if (!response.ok) return undefined;
		const { formOwner } = (await response.json()) as { formOwner?: unknown };
		return typeof formOwner === 'string' ? formOwner : undefined;
	} catch {
		return undefined;
	}
}
