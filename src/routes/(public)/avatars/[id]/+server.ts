import { error } from '@sveltejs/kit';
import { getVisibleAvatar } from '$modules/profile/api/avatar/get-visible-avatar';
import type { RequestHandler } from './$types';

const year = 365 * 24 * 60 * 60;

/** A picture under its id, which no other will ever have: it may be kept for as long as one likes. */
export const GET: RequestHandler = async ({ params, locals }) => {
	const viewerId = locals.user?.id ?? null;
	const avatar = await getVisibleAvatar({ id: params.id, viewerId });
	if (!avatar) error(404);
	return new Response(new Uint8Array(avatar.bytes), {
		headers: {
			'content-type': 'image/webp',
			'content-length': String(avatar.bytes.length),
			'content-security-policy': "default-src 'none'",
			'cache-control': `${avatar.isPublic ? 'public' : 'private'}, max-age=${year}, immutable`
		}
	});
};
