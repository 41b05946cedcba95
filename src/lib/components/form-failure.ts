import type { FormFailure } from '@/forms/parse-form';

/** The action's name in a form's `action` attribute: `?/password` → `password`, otherwise `default`. */
function actionName(action: string | undefined): string {
	return /\?\/([^&#]+)/.exec(action ?? '')?.[1] ?? 'default';
}

/** The failure to show in the form that posts to `action`, or `null` when it is not this form's. */
export function failureOf(
	form: FormFailure | null | undefined,
	action: string | undefined
): FormFailure | null {
	if (!form || form.action !== actionName(action)) return null;
	return form.isReturned || form.message || Object.keys(form.errors).length > 0 ? form : null;
}
