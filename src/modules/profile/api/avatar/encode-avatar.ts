import sharp, { type Metadata, type Sharp } from 'sharp';
import { createWorkQueue } from '@/server/work-queue';
import { avatarLimits, type AvatarProblem } from './avatar-limits';
import { isOnlyAPicture } from './is-only-a-picture';
import { pictureFormat, type PictureFormat } from './picture-format';

sharp.cache(false);
sharp.concurrency(1);
// The library reads SVG, TIFF, PDF and more, which nobody needs here.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
	operation: ['Png', 'Jpeg', 'Webp', 'Nsgif', 'Heif'].map((name) => `VipsForeignLoad${name}Buffer`)
});

/** One at a time, so that one picture's memory is all it ever takes; ten seconds of them at most. */
const turn = createWorkQueue({ name: 'picture', concurrent: 1, waitingMax: 10, retryAfter: 5 });

/** Of pictures that are read in rows, as most are. */
const PIXELS_MAX = 50e6;
/** What a picture may take while it is decoded, where that needs all of it at once. */
const MEMORY_MAX = 80e6;
/** Bytes for each pixel then, as measured (16-bit PNG, JPEG without subsampling). */
const bytesPerPixel: Record<PictureFormat, number> = {
	png: 10,
	jpeg: 8,
	webp: 4.5,
	gif: 6.5,
	avif: 19
};
/** Only the first is kept; the others are counted, which takes time as well. */
const FRAMES_MAX = 1_000;
const SECONDS_MAX = 1;

/** Tried in turn until the result is small enough. */
const sizes = [
	{ side: avatarLimits.side, quality: 82 },
	{ side: avatarLimits.side, quality: 60 },
	{ side: avatarLimits.side, quality: 35 },
	{ side: 384, quality: 35 },
	{ side: 256, quality: 20 }
];

type EncodeResult = { ok: true; bytes: Buffer } | { ok: false; reason: AvatarProblem };

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
		const decoded = await decode(file, format);
		return decoded.ok ? { ok: true, bytes: await encode(decoded.square) } : decoded;
	});
}

type DecodeResult = { ok: true; square: Sharp } | { ok: false; reason: AvatarProblem };

async function decode(file: Buffer, format: PictureFormat): Promise<DecodeResult> {
	try {
		const picture = sharp(file, { limitInputPixels: PIXELS_MAX, pages: 1, failOn: 'error' });
		const metadata = await picture.metadata();
		if (metadata.width * metadata.height > pixelLimit(format, metadata)) {
			return { ok: false, reason: 'too-many-pixels' };
		}
		if ((metadata.pages ?? 1) > FRAMES_MAX) return { ok: false, reason: 'too-many-frames' };
		return { ok: true, square: await decodeSquare(picture, metadata) };
	} catch (error) {
		const isBomb = error instanceof Error && error.message.includes('pixel limit');
		return { ok: false, reason: isBomb ? 'too-many-pixels' : 'unreadable' };
	}
}

/** How many pixels can be read in bounded memory. */
function pixelLimit(format: PictureFormat, metadata: Metadata): number {
	const { isProgressive = false, chromaSubsampling = '' } = metadata;
	if (!isProgressive && (format === 'png' || format === 'jpeg')) return PIXELS_MAX;
	const subsampled = format === 'jpeg' && chromaSubsampling === '4:2:0';
	return MEMORY_MAX / (subsampled ? 3.5 : bytesPerPixel[format]);
}

async function decodeSquare(picture: Sharp, { width, height }: Metadata): Promise<Sharp> {
	const side = Math.min(avatarLimits.side, width, height);
	const { data, info } = await picture
		.autoOrient()
		.resize(side, side, { fit: 'cover' })
		.toColourspace('srgb')
		.timeout({ seconds: SECONDS_MAX })
		.raw()
		.toBuffer({ resolveWithObject: true });
	return sharp(data, { raw: { width: side, height: side, channels: info.channels } });
}

async function encode(square: Sharp): Promise<Buffer> {
	for (const { side, quality } of sizes) {
		const bytes = await square
			.clone()
			.resize(side, side, { withoutEnlargement: true })
			.webp({ quality })
			.toBuffer();
		if (bytes.length <= avatarLimits.kept) return bytes;
	}
	throw new Error('No encoding is small enough.');
}
