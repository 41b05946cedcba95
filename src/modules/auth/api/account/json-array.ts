const encoder = new TextEncoder();

/** A JSON array as bytes, an item at a time: what is written need not fit into memory. */
export async function* jsonArray(items: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
	let separator = '[\n';
	for await (const item of items) {
		yield encoder.encode(`${separator}\t${JSON.stringify(item)}`);
		separator = ',\n';
	}
	yield encoder.encode(separator === '[\n' ? '[]\n' : '\n]\n');
}
