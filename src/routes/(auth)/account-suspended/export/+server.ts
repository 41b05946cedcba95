import { redirect } from '@sveltejs/kit';
import { isFromElsewhere } from '@/server/handle/handle-origin';
import { answerArchive } from '$modules/auth/api/account/answer-archive';
import { getSuspendedAccount } from '$modules/auth/api/account/get-suspended-account';
import { readPendingCookie } from '$modules/auth/api/session/session-cookie';
import type { RequestHandler } from './$types';

const page = '/account-suspended';

/** Only where somebody has just signed in to a suspended account, with every factor that it asks for. */
const answer: RequestHandler = async (event) => {
	const pendingId = readPendingCookie(event.cookies);
	const account = pendingId && (await getSuspendedAccount({ pendingId }));
	if (!account) redirect(303, page);
	return answerArchive(event, { userId: account.userId, later: `${page}/export-later` });
};

export const HEAD = answer;

/** Everything that is held on the person, as one archive. A link on another site asks for nothing. */
export const GET: RequestHandler = async (event) => {
	if (isFromElsewhere(event.request.headers)) redirect(303, page);
	return answer(event);
};
