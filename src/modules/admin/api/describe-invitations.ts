import { whoMaySignUp } from '$modules/auth/api/access/sign-up-kinds';
import { listInvitations } from '$modules/auth/api/invitations/list-invitations';
import { listAdmins } from '$modules/auth/api/user/list-admins';
import { m } from '@/paraglide/messages';
import { OPERATOR } from './helper';

/**
 * A page of invitations for those who run the site, with who invited in words, an admin by their
 * address, and with what can be done with each. See `listInvitations`.
 */
export async function describeInvitations(from: Parameters<typeof listInvitations>[0]) {
	const [{ invitations, ...pages }, admins] = await Promise.all([
		listInvitations(from),
		listAdmins()
	]);
	const nameOf = (id: string) =>
		id === OPERATOR
			? m.admin_invitation_operator()
			: (admins.find((admin) => admin.id === id)?.email ?? m.admin_invitation_somebody());
	const isOpen = whoMaySignUp() !== 'closed';
	return {
		...pages,
		invitations: invitations.map(({ invitedBy, ...invitation }) => ({
			...invitation,
			by: nameOf(invitedBy),
			acts: actsOn(invitation.state, isOpen)
		}))
	};
}

/** @param isOpen whether anybody can get an account. */
function actsOn(state: Invitation['state'], isOpen: boolean): InvitationAct[] {
	const acts: InvitationAct[] = [];
	if (isOpen && state !== 'used' && state !== 'revoked') acts.push('resend');
	if (state === 'open' || state === 'waiting') acts.push('revoke');
	return acts;
}

type InvitationAct = 'resend' | 'revoke';
type Invitation = Awaited<ReturnType<typeof listInvitations>>['invitations'][number];
export type DescribedInvitation = Awaited<
	ReturnType<typeof describeInvitations>
>['invitations'][number];
