/** What authenticators write in CBOR (RFC 8949), as far as they need it. */
export type Cbor = number | string | boolean | Uint8Array | Map<number | string, Cbor>;

/** The first byte, and the count or number that belongs to it, in as few bytes as it takes. */
function head(major: number, value: number): Buffer {
	if (value < 24) return Buffer.from([(major << 5) | value]);
	if (value < 0x100) return Buffer.from([(major << 5) | 24, value]);
	const long = value >= 0x10000;
	const bytes = Buffer.alloc(long ? 5 : 3);
	bytes[0] = (major << 5) | (long ? 26 : 25);
	if (long) bytes.writeUInt32BE(value, 1);
	else bytes.writeUInt16BE(value, 1);
	return bytes;
}

/** Encodes a value in CBOR; maps keep their order. */
export function encodeCbor(value: Cbor): Buffer {
	if (typeof value === 'boolean') return Buffer.from([value ? 0xf5 : 0xf4]);
	if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
	if (typeof value === 'string') {
		const text = Buffer.from(value);
		return Buffer.concat([head(3, text.length), text]);
	}
	if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
	const parts = [...value].flatMap(([key, one]) => [encodeCbor(key), encodeCbor(one)]);
	return Buffer.concat([head(5, value.size), ...parts]);
}
