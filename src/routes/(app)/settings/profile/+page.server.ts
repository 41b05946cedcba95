import { error, redirect, type RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { file } from '@/forms/fields';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { setFlash } from '@/server/flash';
import { hasPublicProfiles, parts } from '@/site';
import { forgetReturnedForm, getReturnedForm } from '$modules/auth/api/kept-form/returned-form';
import { asOwner, signedIn, stillOwns } from '$modules/auth/api/session/session-owner';
import { avatarLimits, type AvatarProblem } from '$modules/profile/api/avatar/avatar-limits';
import { deleteAvatar } from '$modules/profile/api/avatar/avatar-store';
import { updateAvatar } from '$modules/profile/api/avatar/update-avatar';
import { uploadTurn } from '$modules/profile/api/avatar/upload-turn';
import { getProfile } from '$modules/profile/api/get-profile';
import { profileForm, profileLimits } from '$modules/profile/api/profile-fields';
import { updateProfile } from '$modules/profile/api/update-profile';
import { avatarProblemMessage } from '$modules/profile/components/avatar-problem-message';
import type { Actions, PageServerLoad } from './$types';

const here = '/settings/profile';

export const load: PageServerLoad = async (event) => {
	const profile = await getProfile({ userId: signedIn(event.locals).user.id });
	if (!profile) error(404);
	const returned = await getReturnedForm(event);
	const { usernames, avatars } = parts;
	const has = { usernames, avatars, publicPages: hasPublicProfiles() };
	return { profile, limits: profileLimits, avatarLimits, has, returned };
};

/** Else 400. */
const avatarStatus: { [Reason in AvatarProblem['reason']]?: number } = {
	'too-large': 413,
	unsupported: 415,
	'not-only-a-picture': 415
};

const whyNot = (problem: AvatarProblem) => ({ errors: { avatar: avatarProblemMessage(problem) } });

const update = formAction(profileForm, async (event: RequestEvent, changes, refuse) => {
	const { owner } = signedIn(event.locals);
	const { userId } = owner;
	const result = await updateProfile({ userId, changes, isOwner: stillOwns(owner) });
	if (!result.ok) return refuse(400, { errors: { username: m.profile_username_taken() } });
	await forgetReturnedForm(event);
	setFlash(event.cookies, 'flash_profile_saved');
	redirect(303, here);
});

const avatar = formAction(
	z.object({ avatar: file() }),
	async (event: RequestEvent, { avatar: file }, refuse) => {
		const { owner } = signedIn(event.locals);
		const result = await updateAvatar({
			userId: owner.userId,
			file,
			inTransaction: (write) => asOwner(owner, write)
		});
		if (!result.ok) return refuse(avatarStatus[result.reason] ?? 400, whyNot(result));
		setFlash(event.cookies, 'flash_avatar_saved');
		redirect(303, here);
	},
	{
		upload: {
			whenTooLarge: () => whyNot({ reason: 'too-large' }),
			whenTooSlow: () => ({ errors: { avatar: m.avatar_upload_slow() } }),
			turn: (event, read) => uploadTurn(signedIn(event.locals).user.id, event, read)
		}
	}
);

const removeAvatar = formAction(z.object({}), async ({ locals, cookies }: RequestEvent) => {
	const { owner } = signedIn(locals);
	await asOwner(owner, (tx) => deleteAvatar({ userId: owner.userId }, tx));
	setFlash(cookies, 'flash_avatar_removed');
	redirect(303, here);
});

/** Not there on a site without pictures. */
const ofAvatars =
	<Outcome>(action: (event: RequestEvent) => Outcome) =>
	(event: RequestEvent): Outcome =>
		parts.avatars ? action(event) : error(404);

export const actions = {
	update,
	avatar: ofAvatars(avatar),
	removeAvatar: ofAvatars(removeAvatar)
} satisfies Actions;
