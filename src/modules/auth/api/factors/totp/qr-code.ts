import { encode } from 'uqr';

/** A picture of squares: `path` draws the dark ones, each of them 1 by 1, in an SVG of `size` by `size`. */
export type QrCode = { size: number; path: string };

/** Light squares all around, which the standard asks for (ISO/IEC 18004, section 6.3.8). */
const QUIET_ZONE = 4;

/** Draws a text as a QR code, on the server: nothing of it goes through a script of the page. */
export function drawQrCode(text: string): QrCode {
	// The least correction, for the largest squares: nothing is torn or stained on a screen.
	const { data, size } = encode(text, { ecc: 'L', border: QUIET_ZONE });
	return { size, path: data.flatMap(drawRow).join('') };
}

/** One bar for dark squares that touch: fewer of them, and no seams between them. */
function drawRow(row: boolean[], y: number): string[] {
	const bars: string[] = [];
	for (let x = 0; x < row.length; x++) {
		const from = x;
		while (row[x]) x += 1;
		if (x > from) bars.push(`M${from} ${y}h${x - from}v1h-${x - from}z`);
	}
	return bars;
}
