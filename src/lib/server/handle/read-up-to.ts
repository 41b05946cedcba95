/**
 * The bytes of a body that does not say how large it is, or `null` where there are more than `limit`.
 * What is beyond stays unread: to cancel the body would cut the connection before the answer.
 */
export async function readUpTo(
	body: ReadableStream<Uint8Array> | null,
	limit: number
): Promise<Uint8Array<ArrayBuffer> | null> {
	const pieces: Uint8Array[] = [];
	let length = 0;
	const reader = body?.getReader();
	for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
		length += next.value.length;
		if (length > limit) return null;
		pieces.push(next.value);
	}
	return new Uint8Array(Buffer.concat(pieces));
}
