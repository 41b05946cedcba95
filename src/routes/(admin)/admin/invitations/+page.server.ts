import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { zEmail } from '@/server/email-address';
import { formAction } from '@/forms/form-action';
import { pageOf } from '@/redirect-to';
import { m } from '@/paraglide/messages';
import { getLocale } from '@/paraglide/runtime';
import { setFlash } from '@/server/flash';
import { logSecurityEvent } from '@/server/log-security-event';
import { describeInvitations } from '$modules/admin/api/describe-invitations';
import { signedInAdmin } from '$modules/admin/api/handle-admin';
import { adminPages } from '$modules/admin/routes/pages';
import { whoMaySignUp } from '$modules/auth/api/access/sign-up-kinds';
import {
	createInvitation,
	type InvitationRefusal
} from '$modules/auth/api/invitations/create-invitation';
import { resendInvitation } from '$modules/auth/api/invitations/resend-invitation';
import { revokeInvitation } from '$modules/auth/api/invitations/revoke-invitation';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	signedInAdmin(locals);
	const { searchParams } = url;
	const older = searchParams.get('older');
	const newer = searchParams.get('newer');
	const from = newer === null ? older && { older } : { newer };
	return { signUp: whoMaySignUp(), ...(await describeInvitations(from || null)) };
};

const refusals: Record<InvitationRefusal, () => string> = {
	'has-account': m.admin_invite_has_account,
	reserved: m.admin_invite_reserved,
	invited: m.admin_invite_invited,
	'mail-limit': m.admin_invite_mail_limit,
	closed: m.admin_invitations_closed_note
};

/** Used or taken back meanwhile, or there never was one: the page says how the rest stands. */
function missing(userId: string) {
	logSecurityEvent('row-refused', { what: 'invitation', userId });
	return [404, { message: m.row_gone() }] as const;
}

const zRow = z.object({ id: z.string() });

export const actions = {
	invite: formAction(z.object({ email: zEmail }), async (event, { email }, refuse) => {
		const { owner } = signedInAdmin(event.locals);
		const by = owner.userId;
		const invited = await createInvitation({ email, by, owner, locale: getLocale() });
		if (!invited.ok) return refuse(400, { errors: { email: refusals[invited.why]() } });
		setFlash(event.cookies, 'flash_invited');
		redirect(303, adminPages.invitations);
	}),
	resend: formAction(zRow, async (event, { id }, refuse) => {
		const { owner } = signedInAdmin(event.locals);
		const by = owner.userId;
		const sent = await resendInvitation({ id, by, owner, locale: getLocale() });
		if (!sent.ok) {
			return sent.why === 'unknown'
				? refuse(...missing(by))
				: refuse(400, { message: refusals[sent.why]() });
		}
		setFlash(event.cookies, 'flash_invitation_sent_again');
		redirect(303, pageOf(event.url));
	}),
	revoke: formAction(zRow, async (event, { id }, refuse) => {
		const { owner } = signedInAdmin(event.locals);
		const by = owner.userId;
		if (!(await revokeInvitation({ id, by, owner }))) return refuse(...missing(by));
		setFlash(event.cookies, 'flash_invitation_revoked');
		redirect(303, pageOf(event.url));
	})
} satisfies Actions;
