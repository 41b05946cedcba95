/** Deeper than anything that an authenticator writes. */
const DEPTH_MAX = 16;

const BYTES = 2;
const TEXT = 3;
const ARRAY = 4;
const TAG = 6;

/**
 * Where an item of CBOR ends (RFC 8949), or `null` where it is cut, nested too deep, or of unsaid
 * length, which authenticators may not write (CTAP 2.2, section 8). Decoders hand out a byte string
 * that is shorter than it says.
 */
export function endOfCbor(bytes: Buffer, at = 0, depth = 0): number | null {
	const first = bytes[at];
	if (first === undefined || depth > DEPTH_MAX) return null;
	const major = first >> 5;
	const info = first & 31;
	if (info > 27) return null;
	const width = info < 24 ? 0 : 2 ** (info - 24);
	const end = at + 1 + width;
	if (end > bytes.length) return null;
	if (major < BYTES || major > TAG) return end;
	if (major === TAG) return endOfCbor(bytes, end, depth + 1);

	const count = width === 0 ? info : Number(`0x${bytes.toString('hex', at + 1, end)}`);
	if (major === BYTES || major === TEXT) {
		return end + count <= bytes.length ? end + count : null;
	}
	return endOfItems(bytes, end, major === ARRAY ? count : count * 2, depth + 1);
}

function endOfItems(bytes: Buffer, at: number, count: number, depth: number): number | null {
	let end: number | null = at;
	// Each takes a byte at least, so that a count that is made up ends with the bytes.
	for (let item = 0; item < count && end !== null; item += 1) end = endOfCbor(bytes, end, depth);
	return end;
}
