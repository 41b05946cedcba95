import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { required } from '@/forms/fields';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { clientContext } from '@/server/client-context';
import { setFlash } from '@/server/flash';
import { logSecurityEvent } from '@/server/log-security-event';
import { openLink } from '@/server/open-link';
import { completeEmailChange } from '$modules/auth/api/email-change/complete-email-change';
import { getEmailChange, getEmailLeftAt } from '$modules/auth/api/email-change/email-change-store';
import { writeSessionCookie } from '$modules/auth/api/session/session-cookie';
import { signedIn } from '$modules/auth/api/session/session-owner';
import type { Actions, PageServerLoad } from './$types';

type Mover = { id: string; email: string; mailBlockedAt: Date | null };

/** What the change does, and what the old address gets of it: as `completeEmailChange` will do. */
async function describeChange(email: string, { id, email: oldEmail, mailBlockedAt }: Mover) {
	if (mailBlockedAt) return m.change_email_intro_unmailed({ email, oldEmail });
	const isBack = (await getEmailLeftAt({ userId: id, email })) !== null;
	return (isBack ? m.change_email_intro_back : m.change_email_intro)({ email, oldEmail });
}

export const load: PageServerLoad = async (event) => {
	const { user } = signedIn(event.locals);
	const { found, ...link } = await openLink(
		event,
		{ purpose: 'email-change', userId: user.id },
		(token) => getEmailChange({ token, userId: user.id })
	);
	const intro = found ? await describeChange(found.email, user) : undefined;
	return { ...link, intro, oldEmail: user.email };
};

export const actions = {
	default: formAction(z.object({ token: required() }), async (event, { token }, refuse) => {
		const { owner, user } = signedIn(event.locals);
		const result = await completeEmailChange({ token, owner, client: clientContext(event) });
		if (!result.ok) {
			const isTaken = result.reason === 'taken';
			if (!isTaken)
				logSecurityEvent('token-refused', { purpose: 'email-change', userId: owner.userId });
			const { email } = user;
			const message = isTaken ? m.change_email_taken() : m.change_email_invalid({ email });
			return refuse(400, { message });
		}
		writeSessionCookie(event.cookies, result.token);
		setFlash(event.cookies, user.mailBlockedAt ? 'flash_email_moved' : 'flash_email_changed');
		redirect(303, '/settings/account');
	})
} satisfies Actions;
