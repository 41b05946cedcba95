import { safePath } from './safe-path';

/**
 * The page at an address, not the action that was posted to it: where somebody comes back to.
 * @param kept the id of what was typed there, where it was kept.
 */
export function pageOf({ pathname, searchParams }: URL, kept: string | null = null): string {
	const query = new URLSearchParams([...searchParams].filter(([key]) => !key.startsWith('/')));
	if (kept) query.set('kept', kept);
	return safePath(query.size > 0 ? `${pathname}?${query}` : pathname);
}
