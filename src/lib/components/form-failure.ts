/** What a failed form action hands to its page. */
export interface FormFailure {
	/** The name of the action that failed; absent for the default action. */
	action?: string;
	values?: Record<string, string>;
	errors?: Record<string, string>;
	message?: string;
	/** Nothing failed: what was typed before a session ended is back. */
	isReturned?: boolean;
}

/** The action's name in a form's `action` attribute: `?/password` → `password`, otherwise `default`. */
export function actionName(action: string | undefined): string {
	return /\?\/([^&#]+)/.exec(action ?? '')?.[1] ?? 'default';
}

/** The failure to show in the form that posts to `action`, or `null` when it is not this form's. */
export function failureOf(
	form: FormFailure | null | undefined,
	action: string | undefined
): FormFailure | null {
	if (!form || (form.action ?? 'default') !== actionName(action)) return null;
	return form.isReturned || form.message || Object.keys(form.errors ?? {}).length > 0 ? form : null;
}
