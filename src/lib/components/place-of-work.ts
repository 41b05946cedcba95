/**
 * Where somebody is at work as they send a form, to bring them back there: the button they used, or
 * the heading of its section where the button is gone afterwards, or else the page.
 */
export function placeOfWork(form: HTMLFormElement, submitter: HTMLElement | null) {
	const button = submitter ?? form.querySelector<HTMLElement>('button:not([type=button])');
	const heading = form.closest('section')?.querySelector<HTMLElement>('h2');
	const page = document.querySelector<HTMLElement>('main');
	return {
		focus() {
			const target = [button, heading, page].find((element) => element?.isConnected);
			target?.focus({ preventScroll: target === button });
		}
	};
}
