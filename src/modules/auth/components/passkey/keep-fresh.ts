import { invalidateAll } from '$app/navigation';

/** A challenge is good for an hour. */
const OLD_MS = 40 * 60_000;
const LOOK_MS = 60_000;

/**
 * The tabs of this browser that offer a passkey. Two that open at the same moment on the first visit
 * get different cookies and the later one counts: each says once that it is there, its own cookie
 * written by then, and the others ask again.
 */
const tabs = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('passkey-tabs');
tabs?.postMessage(null);

/**
 * Fetches the page's data anew, and new options with it, once those it has are getting old and
 * somebody looks at it: whoever comes back in the morning signs in at the first try. Also where
 * another tab has come.
 * @returns ends it.
 */
export function keepFresh(): () => void {
	const since = Date.now();
	let isOnItsWay = false;
	let hasAnotherCome = false;

	async function renew(): Promise<void> {
		if (isOnItsWay) return;
		isOnItsWay = true;
		do {
			hasAnotherCome = false;
			// Without an answer for this page, an error would take its place, and what is typed here.
			const asked = { method: 'HEAD', redirect: 'manual' } as const;
			const answer = await fetch(location.href, asked).catch(() => null);
			if (answer?.ok) await invalidateAll();
		} while (hasAnotherCome);
		isOnItsWay = false;
	}

	/** Its cookie may be newer than the answer that is on its way here. */
	function welcome(): void {
		hasAnotherCome = true;
		void renew();
	}

	function look(): void {
		const isOld = Date.now() - since >= OLD_MS;
		if (isOld && document.visibilityState === 'visible') void renew();
	}

	const timer = setInterval(look, LOOK_MS);
	document.addEventListener('visibilitychange', look);
	tabs?.addEventListener('message', welcome);
	return () => {
		clearInterval(timer);
		document.removeEventListener('visibilitychange', look);
		tabs?.removeEventListener('message', welcome);
	};
}
