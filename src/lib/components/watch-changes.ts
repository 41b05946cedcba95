/** What a form holds, as a text that can be compared. */
function contentOf(form: HTMLFormElement): string {
	return JSON.stringify(
		[...new FormData(form)].map(([name, value]) => [
			name,
			value instanceof File ? value.size : value
		])
	);
}

/**
 * What the server wrote into the form of an action, if somebody has changed the form already, before
 * the page's script ran; else `undefined`. Must be called before Svelte takes over the controls:
 * after that what the server wrote is lost.
 */
export function writtenBefore(action: string | undefined): string | undefined {
	const form = document.querySelector<HTMLFormElement>(`form[action="${action}"]`);
	const copy = form?.cloneNode(true);
	if (!form || !(copy instanceof HTMLFormElement)) return undefined;
	copy.reset();
	const written = contentOf(copy);
	return written === contentOf(form) ? undefined : written;
}

/**
 * Knows whether somebody changed a form since it was saved. What scripts fill in does not count, and
 * neither does a change that was taken back.
 * @param saved the content that counts as saved: by default what the form holds now; `null` where
 * nothing of it is saved.
 */
export function watchChanges(form: HTMLFormElement, saved: string | null = contentOf(form)) {
	let touched = contentOf(form) !== saved;
	const touch = () => (touched = true);
	form.addEventListener('input', touch);

	return {
		get changed() {
			return touched && contentOf(form) !== saved;
		},
		/** What it holds now is saved. */
		keep() {
			saved = contentOf(form);
			touched = false;
		},
		stop: () => form.removeEventListener('input', touch)
	};
}

export type WatchedForm = ReturnType<typeof watchChanges>;
