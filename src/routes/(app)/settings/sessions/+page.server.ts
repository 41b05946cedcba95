import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { clientContext } from '@/server/client-context';
import { setFlash } from '@/server/flash';
import { logSecurityEvent } from '@/server/log-security-event';
import { requireConfirmationFor } from '$modules/auth/api/confirm/require-confirmation';
import {
	listSessions,
	revokeOtherSessions,
	revokeSession
} from '$modules/auth/api/session/session-store';
import { deleteSessionCookie } from '$modules/auth/api/session/session-cookie';
import { signedIn } from '$modules/auth/api/session/session-owner';
import { readDeviceId, writeDevice } from '$modules/auth/api/factors/trusted-devices/device-cookie';
import {
	revokeTrustedDevice,
	listTrustedDevices
} from '$modules/auth/api/factors/trusted-devices/trusted-device-store';
import { keepKnownBrowser } from '$modules/auth/api/browser/known-browser';
import type { Actions, PageServerLoad } from './$types';

const here = '/settings/sessions';

export const load: PageServerLoad = async ({ locals, cookies }) => {
	const { owner } = signedIn(locals);
	const { userId } = owner;
	const deviceId = readDeviceId(cookies, userId);
	const [sessions, devices] = await Promise.all([
		listSessions(owner),
		listTrustedDevices({ userId, deviceId })
	]);
	return { sessions, devices };
};

const zRow = z.object({ id: z.string() });

export const actions = {
	revoke: formAction(zRow, async (event, { id }, refuse) => {
		const { owner } = signedIn(event.locals);
		if (!(await revokeSession({ owner, id, client: clientContext(event) }))) {
			logSecurityEvent('row-refused', { what: 'session', userId: owner.userId });
			return refuse(404, { message: m.row_gone() });
		}
		setFlash(event.cookies, 'flash_session_ended');
		if (id !== owner.sessionId) redirect(303, here);
		deleteSessionCookie(event.cookies);
		redirect(303, '/');
	}),
	revokeOthers: formAction(z.object({}), async (event) => {
		const action = `${here}?/revokeOthers` as const;
		const { user, owner } = await requireConfirmationFor(event.locals, action);
		const { userId } = owner;
		const changedAt = await revokeOtherSessions({ owner, client: clientContext(event) });
		keepKnownBrowser(event.cookies, { userId, knownSince: user.knownSince }, changedAt);
		setFlash(event.cookies, 'flash_sessions_ended');
		redirect(303, here);
	}),
	revokeDevice: formAction(zRow, async (event, { id }, refuse) => {
		const { cookies, locals } = event;
		const { owner } = signedIn(locals);
		const { userId } = owner;
		if (!(await revokeTrustedDevice({ owner, id, client: clientContext(event) }))) {
			logSecurityEvent('row-refused', { what: 'device', userId });
			return refuse(404, { message: m.row_gone() });
		}
		if (id === readDeviceId(cookies, userId)) writeDevice(cookies, { userId, token: null });
		setFlash(cookies, 'flash_device_forgotten');
		redirect(303, here);
	})
} satisfies Actions;
