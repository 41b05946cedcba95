import { redirect, type RequestEvent } from '@sveltejs/kit';
import { signInAgain } from '@/sign-in-again';
import { signedIn } from '../session/signed-in';
import { readKnownBrowser } from '../browser/known-browser';
import { keepForBrowser } from './keep-for-browser';
import { keptAction } from './kept-fields';

/**
 * Sends somebody whose session ended while their form was on its way to sign in, and back to what they
 * typed.
 */
export async function returnAfterSignIn(
	{ url, locals, cookies }: Pick<RequestEvent, 'url' | 'locals' | 'cookies'>,
	fields: Record<string, unknown>
): Promise<never> {
	const { user } = signedIn(locals);
	const known = readKnownBrowser(cookies);
	const form = { userId: user.id, action: keptAction(url), fields };
	const kept = known && (await keepForBrowser(known, form));
	redirect(303, signInAgain(kept ? `${url.pathname}?kept=${kept}` : url.pathname));
}
