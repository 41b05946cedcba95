import { redirect } from '@sveltejs/kit';
import { getLocale } from '@/paraglide/runtime';
import { answerLater } from '@/server/handle/answer-later';
import { clientContext } from '@/server/client-context';
import { isFromElsewhere } from '@/server/handle/handle-origin';
import { exportAccount } from '$modules/auth/api/account/export-account';
import { requireConfirmation } from '$modules/auth/api/confirm/require-confirmation';
import type { RequestHandler } from './$types';

const headers = () => ({
	'content-type': 'application/zip',
	'content-disposition': `attachment; filename="porchlight-${new Date().toISOString().slice(0, 10)}.zip"`
});

/** What a program asks that looks before it downloads: makes no archive, and counts as none. */
export const HEAD: RequestHandler = ({ locals }) => {
	requireConfirmation(locals, '/settings/account');
	return new Response(null, { headers: headers() });
};

/** Everything that is held on the person, as one archive. A link on another site asks for nothing. */
export const GET: RequestHandler = async (event) => {
	if (isFromElsewhere(event.request.headers)) redirect(303, '/settings/account');
	const { user } = requireConfirmation(event.locals, '/settings/account');
	const client = clientContext(event);
	try {
		const archive = await exportAccount({ userId: user.id, locale: getLocale(), client });
		return new Response(archive, { headers: headers() });
	} catch (error) {
		return answerLater(event, error, '/settings/account/export-later');
	}
};
