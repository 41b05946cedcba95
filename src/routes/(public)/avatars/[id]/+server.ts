import { error } from '@sveltejs/kit';
import { getVisibleAvatar } from '$modules/profile/api/avatar/get-visible-avatar';
import type { RequestHandler } from './$types';

/**
 * Seconds for which others may keep a picture: as long as it may be seen after its owner went private.
 * `s-maxage` forbids shared caches to show it for longer than that, as they else may (RFC 9111, 4.2.4).
 */
const ofPublic = 'public, max-age=60, s-maxage=60';
/** The owner's browser keeps it for a day; another picture has another address. */
const ofOwner = 'private, max-age=86400';

/** A picture under its id, which no other will ever have, so that the id is its version too. */
export const GET: RequestHandler = async ({ params, locals, request }) => {
	const viewerId = locals.user?.id ?? null;
	const avatar = await getVisibleAvatar({ id: params.id, viewerId });
	if (!avatar) error(404);
	const etag = `"${params.id}"`;
	const headers = {
		etag,
		'cache-control': avatar.isPublic ? ofPublic : ofOwner,
		'content-security-policy': "default-src 'none'; frame-ancestors 'none'"
	};
	if (request.headers.get('if-none-match')?.includes(etag)) {
		return new Response(null, { status: 304, headers });
	}
	return new Response(new Uint8Array(avatar.bytes), {
		headers: {
			...headers,
			'content-type': 'image/webp',
			'content-length': String(avatar.bytes.length)
		}
	});
};
