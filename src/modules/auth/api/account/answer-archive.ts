import type { RequestEvent } from '@sveltejs/kit';
import { getLocale } from '@/paraglide/runtime';
import { clientContext } from '@/server/client-context';
import { answerLater } from '@/server/handle/answer-later';
import { siteSlug } from '@/site-slug';
import { exportAccount } from './export-account';

const headers = (madeAt: Date) => ({
	'content-type': 'application/zip',
	'content-disposition': `attachment; filename="${siteSlug}-${madeAt.toISOString().slice(0, 10)}.zip"`
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
	const madeAt = new Date();
	if (event.request.method === 'HEAD') return new Response(null, { headers: headers(madeAt) });
	const client = clientContext(event);
	const { features } = event.locals;
	const archive = { userId, locale: getLocale(), client, features, madeAt };
	try {
		return new Response(await exportAccount(archive), { headers: headers(madeAt) });
	} catch (error) {
		return answerLater(event, error, later);
	}
}
