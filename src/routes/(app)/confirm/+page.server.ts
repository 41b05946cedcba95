import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { safePath } from '@/safe-path';
import { clientContext } from '@/server/client-context';
import { confirmWithPassword } from '$modules/auth/api/confirm/confirm-with-password';
import { hasPassword } from '$modules/auth/api/password/has-password';
import { zTypedPassword } from '$modules/auth/api/password/password-fields';
import { writeSessionCookie } from '$modules/auth/api/session/session-cookie';
import { signedIn } from '$modules/auth/api/session/signed-in';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => ({
	hasPassword: await hasPassword({ userId: signedIn(locals).user.id })
});

export const actions = {
	password: formAction(z.object({ password: zTypedPassword }), async (event, data, refuse) => {
		const { user, session } = signedIn(event.locals);
		const token = await confirmWithPassword({
			userId: user.id,
			sessionId: session.id,
			password: data.password,
			client: clientContext(event)
		});
		if (!token) return refuse(400, { errors: { password: m.password_wrong() } });
		writeSessionCookie(event.cookies, token);
		redirect(303, safePath(event.url.searchParams.get('redirectTo')));
	})
} satisfies Actions;
