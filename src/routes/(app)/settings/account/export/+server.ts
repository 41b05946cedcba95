import { redirect } from '@sveltejs/kit';
import { isFromElsewhere } from '@/server/handle/handle-origin';
import { answerArchive } from '$modules/auth/api/account/answer-archive';
import { requireConfirmation } from '$modules/auth/api/confirm/require-confirmation';
import type { RequestHandler } from './$types';

const page = '/settings/account';

const answer: RequestHandler = (event) => {
	const { user } = requireConfirmation(event.locals, page);
	return answerArchive(event, { userId: user.id, later: `${page}/export-later` });
};

export const HEAD = answer;

/** Everything that is held on the person, as one archive. A link on another site asks for nothing. */
export const GET: RequestHandler = async (event) => {
	if (isFromElsewhere(event.request.headers)) redirect(303, page);
	return answer(event);
};
