import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

/** What a camera writes that must not be kept. */
export const secret = 'Taken at 52.5163 N 13.3777 E';

/** A picture of noise, the hardest to make small. */
export const noise = (width: number, height: number): Sharp =>
	sharp({
		create: {
			width,
			height,
			channels: 3,
			background: '#000',
			noise: { type: 'gaussian', mean: 128, sigma: 60 }
		}
	});

/** Something between the two, as photographs are, in a format and quickly. */
export async function photograph(
	width: number,
	height: number,
	format: 'png' | 'jpeg' | 'webp' | 'gif' | 'avif'
): Promise<Buffer> {
	const coarse = await noise(Math.ceil(width / 40), Math.ceil(height / 40))
		.png()
		.toBuffer();
	const picture = sharp(coarse).resize(width, height, { fit: 'fill' });
	return picture.toFormat(format, { effort: 1, compressionLevel: 1 }).toBuffer();
}

export const flat = (width: number, height: number, background = '#0088ff'): Sharp =>
	sharp({ create: { width, height, channels: 3, background } });

function pngChunk(type: string, data: Buffer): Buffer {
	const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
	const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
	length.writeUInt32BE(data.length);
	checksum.writeUInt32BE(crc32(body));
	return Buffer.concat([length, body, checksum]);
}

/** A black PNG of one bit a pixel: hundreds of megapixels in some kilobytes. */
export function hugePng(side: number): Buffer {
	const header = Buffer.alloc(13);
	header.writeUInt32BE(side, 0);
	header.writeUInt32BE(side, 4);
	header[8] = 1;
	const rows = Buffer.alloc((1 + Math.ceil(side / 8)) * side);
	return Buffer.concat([
		Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
		pngChunk('IHDR', header),
		pngChunk('IDAT', deflateSync(rows)),
		pngChunk('IEND', Buffer.alloc(0))
	]);
}

/** A GIF of one white pixel, shown `frames` times. */
export function longGif(frames: number): Buffer {
	const screen = Buffer.from('01000100800000ffffff000000', 'hex');
	const frame = Buffer.from('21f904000a0000002c00000000010001000002024401' + '00', 'hex');
	return Buffer.concat([
		Buffer.from('GIF89a'),
		screen,
		...Array.from({ length: frames }, () => frame),
		Buffer.from(';')
	]);
}
