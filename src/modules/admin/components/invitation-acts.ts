import type { DescribedInvitation } from '../api/describe-invitations';

/**
 * What can be done with an invitation.
 * @param isOpen whether anybody can get an account.
 */
export function invitationActs({ state }: DescribedInvitation, isOpen: boolean) {
	const acts: ('resend' | 'revoke')[] = [];
	if (isOpen && state !== 'used' && state !== 'revoked') acts.push('resend');
	if (state === 'open' || state === 'waiting') acts.push('revoke');
	return acts;
}
