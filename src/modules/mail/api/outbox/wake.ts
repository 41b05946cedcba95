/** Milliseconds from a wish for a mail to the worker's look; the transaction has ended by then. */
const WAKE_FROM_MS = 100;
const WAKE_TO_MS = 400;

let listener: (() => void) | null = null;

/** Makes `wake` the one to be told of new mail; `null` for nobody. */
export function onNewMail(wake: (() => void) | null): void {
	listener = wake;
}

/** Tells the worker of this process, a random moment later so that its work is not seen in answers. */
export function wakeWorker(): void {
	const delay = WAKE_FROM_MS + Math.random() * (WAKE_TO_MS - WAKE_FROM_MS);
	setTimeout(() => listener?.(), delay).unref();
}
