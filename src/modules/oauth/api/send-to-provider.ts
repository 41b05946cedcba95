import { redirect, type RequestEvent } from '@sveltejs/kit';
import { m } from '@/paraglide/messages';
import { clientContext } from '@/server/client-context';
import { log } from '@/server/log';
import { tryAgainIn } from '@/server/try-again';
import { getProvider } from './get-provider';
import { ProviderError } from './identity/provider';
import { startAuthorization } from './start-authorization';
import type { Intent } from './transaction/transaction-store';
import { writeTransactionCookie } from './transaction/transaction-cookie';

/** Seconds after which a provider that does not answer is worth another try. */
const retryAfter = 30;

/**
 * Sends the browser to a provider (303): the last step of a form action.
 * @returns status and sentence for the form where that cannot be done.
 * @throws TryLaterError (429) past the client's limit.
 */
export async function sendToProvider(
	event: RequestEvent,
	{ provider: id, ...intent }: Intent & { provider: string }
): Promise<{ status: number; message: string }> {
	const provider = getProvider(id);
	if (!provider) return { status: 400, message: m.provider_unknown() };
	const { url, cookieId, token } = await startAuthorization({
		...intent,
		provider,
		client: clientContext(event)
	}).catch((error: unknown) => {
		if (!(error instanceof ProviderError)) throw error;
		const { requestId } = event.locals;
		log.warn({ err: error, id: requestId, provider: id, errorCode: error.code }, 'provider failed');
		return { url: null, cookieId: '', token: '' };
	});
	if (!url) {
		event.setHeaders({ 'retry-after': String(retryAfter) });
		const again = tryAgainIn(retryAfter);
		return { status: 503, message: m.provider_unreachable({ provider: provider.name, again }) };
	}
	writeTransactionCookie(event.cookies, cookieId, token);
	redirect(303, url.href);
}
