import type { RequestEvent } from '@sveltejs/kit';
import { getLocale } from '@/paraglide/runtime';
import { clientContext } from '@/server/client-context';
import { answerLater } from '@/server/handle/answer-later';
import { siteSlug } from '@/site-slug';
import { exportAccount } from './export-account';

const headers = () => ({
	'content-type': 'application/zip',
	'content-disposition': `attachment; filename="${siteSlug}-${new Date().toISOString().slice(0, 10)}.zip"`
});

/**
 * Answers with a person's archive, as a download. What a program asks that looks before it downloads
 * (HEAD) makes no archive, and counts as none. The caller has made sure whose it is.
 * @param later the path of the page that says when there can be one, see `answerLater`.
 */
export async function answerArchive(
	event: RequestEvent,
	{ userId, later }: { userId: string; later: string }
): Promise<Response> {
	if (event.request.method === 'HEAD') return new Response(null, { headers: headers() });
	const client = clientContext(event);
	const { features } = event.locals;
	try {
		const archive = await exportAccount({ userId, locale: getLocale(), client, features });
		return new Response(archive, { headers: headers() });
	} catch (error) {
		return answerLater(event, error, later);
	}
}
