import { redirect, type ServerLoadEvent } from '@sveltejs/kit';
import { m } from '@/paraglide/messages';
import { tryAgainIn } from '@/server/try-again';

/**
 * What the page says that an archive's download answers with when it has to be put off: when to come
 * back. It has no address of its own: whoever opens it goes `back`.
 */
export function describeLaterExport(
	{ url, isSubRequest }: Pick<ServerLoadEvent, 'url' | 'isSubRequest'>,
	back: string
) {
	if (!isSubRequest) redirect(303, back);
	const retryAfter = Number(url.searchParams.get('retryAfter'));
	const isLimit = url.searchParams.get('status') === '429';
	const again = { again: tryAgainIn(retryAfter) };
	return isLimit
		? {
				title: m.account_export_limit_title(),
				intro: m.account_export_limit_text(again),
				until: new Date(Date.now() + retryAfter * 1000)
			}
		: { title: m.error_busy_title(), intro: m.error_busy_text(again), until: null };
}
