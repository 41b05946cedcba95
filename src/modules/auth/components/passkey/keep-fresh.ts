import { invalidateAll } from '$app/navigation';

/** A challenge is good for an hour. */
const OLD_MS = 40 * 60_000;
const LOOK_MS = 60_000;

/**
 * Fetches the page's data anew, and new options with it, once those it has are getting old and
 * somebody looks at it: whoever comes back in the morning signs in at the first try.
 * @returns ends it.
 */
export function keepFresh(): () => void {
	const since = Date.now();
	let isOnItsWay = false;

	async function look(): Promise<void> {
		if (isOnItsWay || document.visibilityState !== 'visible') return;
		if (Date.now() - since < OLD_MS) return;
		isOnItsWay = true;
		// Without an answer for this page, an error would take its place, and what is typed here.
		const asked = { method: 'HEAD', redirect: 'manual' } as const;
		const answer = await fetch(location.href, asked).catch(() => null);
		if (answer?.ok) await invalidateAll();
		isOnItsWay = false;
	}

	const timer = setInterval(() => void look(), LOOK_MS);
	document.addEventListener('visibilitychange', look);
	return () => {
		clearInterval(timer);
		document.removeEventListener('visibilitychange', look);
	};
}
