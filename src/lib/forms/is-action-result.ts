import type { ActionResult } from '@sveltejs/kit';

const types: readonly unknown[] = [
	'success',
	'failure',
	'redirect',
	'error'
] satisfies ActionResult['type'][];

/**
 * Whether an answer to an enhanced form is one of Kit's results. What stands between browser and
 * server, and Kit itself before any of our code, may answer with JSON of their own, which Kit's reader
 * takes for a result.
 */
export const isActionResult = (answer: object): answer is ActionResult =>
	'type' in answer && types.includes(answer.type);
