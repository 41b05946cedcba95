import type { Sharp } from 'sharp';
import { createWorkQueue } from '@/server/work-queue';
import { avatarLimits, type AvatarProblem } from './avatar-limits';
import { decodeSquare } from './decode-square';
import { isOnlyAPicture } from './is-only-a-picture';
import { pictureFormat } from './picture-format';

/** One at a time, so that one picture's memory is all it ever takes. */
const turn = createWorkQueue({ name: 'picture', concurrent: 1, waitingMax: 10, retryAfter: 5 });

/** Tried in turn until the result is small enough. */
const sizes = [
	{ side: avatarLimits.side, quality: 82 },
	{ side: avatarLimits.side, quality: 60 },
	{ side: avatarLimits.side, quality: 35 },
	{ side: 384, quality: 35 },
	// What is see-through is kept whole otherwise, and may be noise as well.
	{ side: 256, quality: 20, alphaQuality: 20 }
];

type EncodeResult = { ok: true; bytes: Buffer } | ({ ok: false } & AvatarProblem);

/**
 * Makes of an uploaded picture what is kept: its first frame, upright, cut to the square in its
 * middle, as WebP without metadata. Nothing of the file itself survives.
 * @throws TryLaterError (503) when too many pictures wait already.
 */
export async function encodeAvatar(file: Buffer): Promise<EncodeResult> {
	const format = pictureFormat(file);
	if (!format) return { ok: false, reason: 'unsupported' };
	if (!isOnlyAPicture(file)) return { ok: false, reason: 'not-only-a-picture' };
	return turn(async () => {
		const decoded = await decodeSquare(file, format);
		return decoded.ok ? { ok: true, bytes: await encode(decoded.square) } : decoded;
	});
}

async function encode(square: Sharp): Promise<Buffer> {
	for (const { side, ...quality } of sizes) {
		const bytes = await square
			.clone()
			.resize(side, side, { withoutEnlargement: true })
			.webp(quality)
			.toBuffer();
		if (bytes.length <= avatarLimits.kept) return bytes;
	}
	throw new Error('No encoding is small enough.');
}
