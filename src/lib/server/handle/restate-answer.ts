import type { RequestEvent } from '@sveltejs/kit';

/** Gives an answer the status that it cannot have from Kit, as `locals` say. */
export function restateAnswer(answer: Response, event: RequestEvent): Response {
	const { postAgainTo, tryLater } = event.locals;
	if (postAgainTo) return postAgain(answer, postAgainTo);
	if (isUnusableLink(answer, event)) return withStatus(answer, 400);
	// Kit answers 500 for what a `load` throws; a fault that passes is 503, with when to come back.
	if (!tryLater || answer.status < 500) return answer;
	return withStatus(answer, tryLater.status, { 'retry-after': String(tryLater.retryAfter) });
}

function withStatus(answer: Response, status: number, more: Record<string, string> = {}): Response {
	const headers = new Headers(answer.headers);
	for (const [name, value] of Object.entries(more)) headers.set(name, value);
	return new Response(answer.body, { status, headers });
}

/**
 * Lets the browser post the same form once more, with the cookies of this answer: 307 keeps method and
 * body, and an enhanced form's `fetch` follows it too, which it does not for what an action throws.
 */
function postAgain(answer: Response, location: string): Response {
	const headers = new Headers({ location });
	for (const cookie of answer.headers.getSetCookie()) headers.append('set-cookie', cookie);
	return new Response(null, { status: 307, headers });
}

/** Kit answers 200 with whatever page a `load` makes; its data has no status of its own. */
const isUnusableLink = ({ status }: Response, { locals, isDataRequest }: RequestEvent) =>
	Boolean(locals.isLinkUnusable) && status === 200 && !isDataRequest;
