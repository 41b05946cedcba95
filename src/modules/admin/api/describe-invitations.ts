import { listInvitations } from '$modules/auth/api/invitations/list-invitations';
import { listAdmins } from '$modules/auth/api/user/list-admins';
import { m } from '@/paraglide/messages';
import { OPERATOR } from './helper';

/**
 * A page of invitations for those who run the site, with who invited in words: an admin by their
 * address. See `listInvitations`.
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
	return {
		...pages,
		invitations: invitations.map(({ invitedBy, ...invitation }) => ({
			...invitation,
			by: nameOf(invitedBy)
		}))
	};
}

export type DescribedInvitation = Awaited<
	ReturnType<typeof describeInvitations>
>['invitations'][number];
