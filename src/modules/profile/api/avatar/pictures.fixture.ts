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

/** The parts of a PNG's header (PNG 11.2.1) that differ between the pictures made here. */
interface PngHeader {
	width: number;
	height: number;
	bits?: number;
	/** 0 is grey, 2 colour, 6 colour and alpha. */
	colour?: number;
	isInterlaced?: boolean;
}

function pngOf(header: PngHeader, ...chunks: Buffer[]): Buffer {
	const { width, height, bits = 8, colour = 2, isInterlaced = false } = header;
	const data = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, bits, colour, 0, 0, isInterlaced ? 1 : 0]);
	data.writeUInt32BE(width, 0);
	data.writeUInt32BE(height, 4);
	return Buffer.concat([
		Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
		pngChunk('IHDR', data),
		...chunks,
		pngChunk('IEND', Buffer.alloc(0))
	]);
}

/** A PNG that says how large it is, and has one row of its pixels. */
export const claimedPng = (header: PngHeader) =>
	pngOf(header, pngChunk('IDAT', deflateSync(Buffer.alloc(1 + header.width * 8))));

/** A black PNG of one bit a pixel: hundreds of megapixels in some kilobytes. */
export function hugePng(width: number, height = width): Buffer {
	const rows = Buffer.alloc((1 + Math.ceil(width / 8)) * height);
	const header = { width, height, bits: 1, colour: 0 };
	return pngOf(header, pngChunk('IDAT', deflateSync(rows)));
}

/** A PNG with another colour profile than it had. */
export function withProfile(png: Buffer, profile: Buffer): Buffer {
	const data = Buffer.concat([Buffer.from('profile\0\0'), deflateSync(profile)]);
	const endOfHeader = 33;
	return Buffer.concat([
		png.subarray(0, endOfHeader),
		pngChunk('iCCP', data),
		png.subarray(endOfHeader)
	]);
}

/**
 * A colour profile as cameras and editors embed (ICC.1, version 2): a display's three colours and one
 * gamma, or grey and a gamma.
 * @param colours X, Y and Z of red, green and blue, as they are under the profile's white (D50).
 */
export function makeProfile(gamma: number, colours?: [number, number, number][]): Buffer {
	const xyz = (values: number[]) => {
		const tag = Buffer.alloc(20);
		tag.write('XYZ ');
		values.forEach((value, i) => tag.writeInt32BE(Math.round(value * 0x1_00_00), 8 + 4 * i));
		return tag;
	};
	const curve = Buffer.alloc(16);
	curve.write('curv');
	curve.writeUInt32BE(1, 8);
	curve.writeUInt16BE(Math.round(gamma * 256), 12);
	const text = Buffer.alloc(90 + 12);
	text.write('desc');
	text.writeUInt32BE(5, 8);
	text.write('made', 12);
	const white = [0.9642, 1, 0.8249];
	const tags: [string, Buffer][] = [
		['desc', text],
		['wtpt', xyz(white)],
		...(colours
			? ['r', 'g', 'b'].flatMap((name, i): [string, Buffer][] => [
					[`${name}XYZ`, xyz(colours[i] ?? [])],
					[`${name}TRC`, curve]
				])
			: [['kTRC', curve] as [string, Buffer]])
	];
	const table = Buffer.alloc(4 + 12 * tags.length);
	table.writeUInt32BE(tags.length, 0);
	let at = 128 + table.length;
	tags.forEach(([name, data], i) => {
		table.write(name, 4 + 12 * i);
		table.writeUInt32BE(at, 8 + 12 * i);
		table.writeUInt32BE(data.length, 12 + 12 * i);
		at += data.length;
	});
	const header = Buffer.alloc(128);
	header.writeUInt32BE(at, 0);
	header.writeUInt32BE(0x02_40_00_00, 8);
	header.write(`mntr${colours ? 'RGB ' : 'GRAY'}XYZ `, 12);
	header.write('acsp', 36);
	xyz(white).copy(header, 68, 8);
	return Buffer.concat([header, table, ...tags.map(([, data]) => data)]);
}

/** Adobe RGB (1998), the colours of many cameras. */
export const adobeRgb = makeProfile(2.19921875, [
	[0.60974, 0.31111, 0.01947],
	[0.20528, 0.62567, 0.06087],
	[0.14919, 0.06322, 0.74457]
]);

/** A JPEG with a colour profile that it did not have (ICC.1, B.4). */
export function jpegWithProfile(jpeg: Buffer, profile: Buffer): Buffer {
	const data = Buffer.concat([Buffer.from('ICC_PROFILE\0\x01\x01', 'latin1'), profile]);
	const segment = Buffer.from([0xff, 0xe2, 0, 0]);
	segment.writeUInt16BE(data.length + 2, 2);
	return Buffer.concat([jpeg.subarray(0, 2), segment, data, jpeg.subarray(2)]);
}

/** An AVIF or GIF that says it is larger than it is. */
export function claimedSize(picture: Buffer, width: number, height: number): Buffer {
	const claimed = Buffer.from(picture);
	const at = claimed.indexOf('ispe');
	if (at >= 0) {
		claimed.writeUInt32BE(width, at + 8);
		claimed.writeUInt32BE(height, at + 12);
	} else {
		const frame = claimed.indexOf(Buffer.from([0x2c, 0, 0, 0, 0]));
		for (const place of [6, frame + 5]) {
			claimed.writeUInt16LE(width, place);
			claimed.writeUInt16LE(height, place + 2);
		}
	}
	return claimed;
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
