import sharp, { type Metadata, type Sharp } from 'sharp';
import { avatarLimits, type AvatarProblem } from './avatar-limits';
import type { PictureFormat } from './picture-format';
import { pixelsMax } from './picture-memory';

sharp.cache(false);
sharp.concurrency(1);
// The library reads SVG, TIFF, PDF and more, which nobody needs here.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
	operation: ['Png', 'Jpeg', 'Webp', 'Nsgif', 'Heif'].map((name) => `VipsForeignLoad${name}Buffer`)
});

/** Only the first is kept; the others are counted, which takes time as well. */
const FRAMES_MAX = 1_000;
/** Several times what the largest take; the number of pixels is what bounds the time. */
const SECONDS_MAX = 10;

type DecodeResult = { ok: true; square: Sharp } | ({ ok: false } & AvatarProblem);

/**
 * The square in the middle of a picture's first frame: upright, in sRGB, of `avatarLimits.side` pixels
 * or as many as there are. What the header tells is refused before anything is decoded.
 */
export async function decodeSquare(file: Buffer, format: PictureFormat): Promise<DecodeResult> {
	try {
		const metadata = await sharp(file, { limitInputPixels: false, pages: 1 }).metadata();
		const { width, height, pages = 1 } = metadata;
		const max = pixelsMax(format, metadata);
		if (width * height > max) {
			const megapixels = Math.max(1, Math.floor(max / 1e6));
			return { ok: false, reason: 'too-many-pixels', megapixels };
		}
		if (pages > FRAMES_MAX) return { ok: false, reason: 'too-many-frames' };
		return { ok: true, square: await decodeWhole(file, format, metadata) };
	} catch (error) {
		return { ok: false, reason: isTimeout(error) ? 'too-slow' : 'unreadable' };
	}
}

const isTimeout = (error: unknown) => error instanceof Error && error.message.includes('timeout');

async function decodeWhole(file: Buffer, format: PictureFormat, metadata: Metadata) {
	try {
		return await decode(file, metadata, 'error');
	} catch (error) {
		if (format !== 'jpeg' || isTimeout(error)) throw error;
		// Where more is missing than the mark of its end, the decoder warns.
		return decode(withEndMarker(file), metadata, 'warning');
	}
}

/** A JPEG that ends in zeros, in half a marker or in none, with the marker EOI (ITU-T T.81, B.1.1.3). */
function withEndMarker(file: Buffer): Buffer {
	let end = file.length;
	if (file[end - 1] === 0xff) end -= 1;
	while (file[end - 1] === 0) end -= 1;
	// A byte FF of the picture itself has a zero behind it.
	if (file[end - 1] === 0xff) end += 1;
	return Buffer.concat([file.subarray(0, end), Buffer.from([0xff, 0xd9])]);
}

async function decode(file: Buffer, metadata: Metadata, failOn: 'error' | 'warning') {
	const { width, height } = metadata;
	const side = Math.min(avatarLimits.side, width, height);
	const small = sharp(file, { limitInputPixels: false, pages: 1, failOn })
		.autoOrient()
		.resize(side, side, { fit: 'cover' })
		.timeout({ seconds: SECONDS_MAX });
	const square = isDeepWithProfile(metadata) ? sharp(await toEightBits(small, metadata)) : small;
	const { data, info } = await square
		.toColourspace('srgb')
		.raw()
		.toBuffer({ resolveWithObject: true });
	return sharp(data, { raw: { width: side, height: side, channels: info.channels } });
}

const isDeepWithProfile = ({ depth, icc }: Metadata) => depth === 'ushort' && icc !== undefined;

/**
 * The library converts 16 bits to Display P3 instead of sRGB, and grey ones not at all. With 8 it does
 * as it should, a profile that cannot be read left out: so the bits go first, and the profile stays.
 */
function toEightBits(picture: Sharp, { space }: Metadata): Promise<Buffer> {
	return picture
		.toColourspace(space === 'grey16' ? 'b-w' : 'srgb')
		.keepIccProfile()
		.png({ compressionLevel: 0 })
		.toBuffer();
}
