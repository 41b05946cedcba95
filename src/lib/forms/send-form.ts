import { deserialize } from '$app/forms';
import type { ActionResult } from '@sveltejs/kit';
import { isActionResult } from './is-action-result';

/** Statuses that mean the same whoever answers, a proxy too: too large, too many, too busy. */
const telling = new Set([413, 429, 503]);

/**
 * Sends a form as `use:enhance` does, and says how far it is, which `fetch` cannot.
 * @param onProgress gets the share that is sent, from 0 to 1.
 * @returns the action's result; where no answer came that can be read, an error without a status, but
 * for those that say by themselves what is wrong.
 */
export function sendForm(
	{ action, formData }: { action: URL; formData: FormData },
	onProgress: (share: number) => void
): Promise<ActionResult> {
	return new Promise((resolve) => {
		const request = new XMLHttpRequest();
		const fail = () => {
			const status = telling.has(request.status) ? request.status : undefined;
			resolve({ type: 'error', error: null, ...(status && { status }) });
		};
		request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
		request.onerror = fail;
		request.onload = () => {
			try {
				const result = deserialize(request.responseText);
				if (isActionResult(result)) resolve(result);
				else fail();
			} catch {
				fail();
			}
		};
		request.open('POST', action);
		request.setRequestHeader('accept', 'application/json');
		request.setRequestHeader('x-sveltekit-action', 'true');
		request.send(formData);
	});
}
