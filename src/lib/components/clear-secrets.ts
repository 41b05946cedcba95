/** Empties the fields of a form that must not stay on the screen once they have been used. */
export function clearSecrets(form: HTMLFormElement): void {
	for (const field of form.elements) {
		if (field instanceof HTMLInputElement && /password|code/.test(field.autocomplete)) {
			field.value = '';
		}
	}
}
