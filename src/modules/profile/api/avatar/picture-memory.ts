import type { Metadata } from 'sharp';
import type { PictureFormat } from './picture-format';

/** Bytes that a picture may take while it is decoded; docs/performance.md has what they took. */
export const MEMORY_MAX = 330e6;
/** Pixels of a picture that is read in rows, which takes time rather than memory. */
const inRows = { png: 100e6, jpeg: 250e6 };
/** Rows of a PNG that are held at once while it is made smaller. */
const ROWS_HELD = 2_100;

type Header = Pick<
	Metadata,
	'width' | 'height' | 'channels' | 'depth' | 'isProgressive' | 'chromaSubsampling'
>;

/** How many pixels of this kind of picture can be decoded in bounded memory and time. */
export function pixelsMax(format: PictureFormat, header: Header): number {
	if (header.isProgressive || (format !== 'png' && format !== 'jpeg')) {
		return MEMORY_MAX / bytesPerPixel(format, header);
	}
	// A JPEG is made smaller while it is read, in which a row is never too wide.
	if (format === 'jpeg') return inRows.jpeg;
	const { width, height } = header;
	const held = width * Math.min(height, ROWS_HELD) * sampleBytes(header);
	// A picture of the same shape has fewer rows as well as narrower ones.
	return Math.min(inRows.png, width * height * (MEMORY_MAX / held) ** 2);
}

/** Of a picture that is held whole while it is decoded, as measured. */
function bytesPerPixel(format: PictureFormat, header: Header): number {
	const { chromaSubsampling = '', depth } = header;
	switch (format) {
		case 'png':
			return 1.65 * sampleBytes(header);
		case 'jpeg':
			// Two bytes for each coefficient (ITU-T T.81 G): of all colours, or of one and a part of two.
			if (header.channels === 4) return 9;
			return chromaSubsampling === '4:2:0' ? 5.2 : 6.7;
		case 'webp':
			return 4.5;
		case 'gif':
			return 7.2;
		case 'avif':
			return depth === 'uchar' ? 20 : 27;
	}
}

const sampleBytes = ({ channels, depth }: Header) => channels * (depth === 'ushort' ? 2 : 1);
