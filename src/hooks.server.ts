import type { HandleServerError, ServerInit } from '@sveltejs/kit';
import { sequence } from '@sveltejs/kit/hooks';
import { handleHeaders } from '@/server/handle/handle-headers';
import { handleLocale } from '@/server/handle/handle-locale';
import { handleOrigin } from '@/server/handle/handle-origin';
import { log } from '@/server/log';
import { handleAccess } from '$modules/auth/api/access/handle-access';
import { handleSession } from '$modules/auth/api/session/handle-session';

export const handle = sequence(
	handleHeaders,
	handleOrigin,
	handleLocale,
	handleSession,
	handleAccess
);

/** The page shows the id alone; the log has it with the error. */
export const handleError: HandleServerError = ({ error, event, status, message }) => {
	const id = event.locals.requestId;
	if (status >= 500) log.error({ err: error, id, route: event.route.id }, 'request failed');
	return { message, id };
};
