/**
 * Where somebody is at work as they send a form, to bring them back there: the button they used, or
 * what it is folded into, or the heading of its section where both are gone afterwards, or else the
 * page. Whoever went on to something else meanwhile stays there.
 */
export function placeOfWork(form: HTMLFormElement, submitter: HTMLElement | null) {
	const button = submitter ?? form.querySelector<HTMLElement>('button:not([type=button])');
	const heading = form.closest('section')?.querySelector<HTMLElement>('h2');
	const page = document.querySelector<HTMLElement>('main');
	const { pathname } = location;
	const focused = document.activeElement;
	return {
		focus() {
			const now = document.activeElement;
			if (location.pathname !== pathname || (now !== focused && now !== document.body)) return;
			const folded = form.closest('details:not([open])')?.querySelector('summary');
			const target = [folded, button, heading, page].find((element) => element?.isConnected);
			target?.focus({ preventScroll: target === button });
		}
	};
}
