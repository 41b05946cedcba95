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
 * Knows whether somebody changed a form since it was saved. What scripts fill in does not count, and
 * neither does a change that was taken back.
 * @param isUnsaved whether it already holds something that was not saved.
 */
export function watchChanges(form: HTMLFormElement, isUnsaved: boolean) {
	let saved = isUnsaved ? null : contentOf(form);
	let touched = isUnsaved;
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
