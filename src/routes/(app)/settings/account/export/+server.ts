import { redirect } from '@sveltejs/kit';
import { getLocale } from '@/paraglide/runtime';
import { m } from '@/paraglide/messages';
import { clientContext } from '@/server/client-context';
import { isFromElsewhere } from '@/server/is-from-elsewhere';
import { TryLaterError } from '@/server/try-later';
import { exportAccount } from '$modules/auth/api/account/export-account';
import { requireConfirmation } from '$modules/auth/api/confirm/require-confirmation';
import type { RequestHandler } from './$types';

/** Everything that is held on the person, as one archive. A link on another site asks for nothing. */
export const GET: RequestHandler = async (event) => {
	if (isFromElsewhere(event.request.headers)) redirect(303, '/settings/account');
	const { user } = requireConfirmation(event.locals, '/settings/account');
	const client = clientContext(event);
	try {
		const archive = await exportAccount({ userId: user.id, locale: getLocale(), client });
		return new Response(archive, {
			headers: {
				'content-type': 'application/zip',
				'content-disposition': `attachment; filename="porchlight-${new Date().toISOString().slice(0, 10)}.zip"`
			}
		});
	} catch (error) {
		if (!(error instanceof TryLaterError)) throw error;
		return new Response(error.status === 429 ? m.account_export_limit() : m.form_unavailable(), {
			status: error.status,
			headers: {
				'content-type': 'text/plain; charset=utf-8',
				'retry-after': String(error.retryAfter)
			}
		});
	}
};
