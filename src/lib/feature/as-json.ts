/** A value as a file of a person's archive. */
export const asJson = (value: unknown): string => `${JSON.stringify(value, null, '\t')}\n`;

const encoder = new TextEncoder();

/** A JSON array as bytes, an item at a time: what is written need not fit into memory. */
export async function* asJsonArray(items: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
	let separator = '[\n';
	for await (const item of items) {
		yield encoder.encode(`${separator}\t${JSON.stringify(item)}`);
		separator = ',\n';
	}
	yield encoder.encode(separator === '[\n' ? '[]\n' : '\n]\n');
}
