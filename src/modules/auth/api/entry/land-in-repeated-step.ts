import type { RequestEvent } from '@sveltejs/kit';
import { shutPages } from '../../routes/pages';
import { readKnownBrowser, rememberKnownBrowser } from '../browser/known-browser';
import { writeDevice } from '../factors/trusted-devices/device-cookie';
import { dropDevices } from '../factors/trusted-devices/trusted-device-store';
import {
	deletePendingCookie,
	writePendingCookie,
	writeSessionCookie
} from '../session/session-cookie';
import type { RepeatedStep } from '../sign-in/repeated-step';

/**
 * Hands a browser that posted the same second step twice what the first post began: whichever of the
 * two answers arrives, it is in, known, and trusted where that was asked for.
 * @returns where to go next.
 */
export async function landInRepeatedStep(
	{ cookies }: Pick<RequestEvent, 'cookies'>,
	step: RepeatedStep,
	redirectTo: string
): Promise<string> {
	if (step.kind !== 'session') {
		writePendingCookie(cookies, step.token);
		return shutPages[step.kind];
	}
	const { userId, method, missing, createdAt, device } = step.session;
	if (device) await dropDevices(writeDevice(cookies, { userId, token: device }));
	writeSessionCookie(cookies, step.token);
	deletePendingCookie(cookies);
	// Neither is a browser known by a way in that is not there yet.
	if (missing === null) {
		// Which provider it was the session does not say: what the browser remembers stays.
		const way = method === 'provider' ? readKnownBrowser(cookies)?.lastMethod : method;
		rememberKnownBrowser(cookies, { userId, signedInAt: createdAt, method: way });
	}
	return redirectTo;
}
