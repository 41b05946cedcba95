import { browser } from '$app/environment';

/** Whether a `<details>` is open in the page: what was opened before the script takes over stays open. */
export const isOpenEarly = (id: string): boolean =>
	browser && document.querySelector<HTMLDetailsElement>(`details#${id}`)?.open === true;
