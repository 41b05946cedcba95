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
 * What the server wrote into the form of an action, where somebody has changed it before the page's
 * script took over. Asked before that, as the script forgets it.
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
 * @param saved what of it is saved, where it already holds something else; `null` where nothing is.
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
