import type { Stmt, Value } from './protocol.ts';

type SqlValue = null | bigint | number | string | Uint8Array;

function decode(value: Value): SqlValue {
	switch (value.type) {
		case 'null':
			return null;
		case 'integer':
			return BigInt(value.value);
		case 'blob':
			return Buffer.from(value.base64, 'base64');
		default:
			return value.value;
	}
}

/** A value of SQLite, read with safe integers, as it travels. */
export function encode(value: unknown): Value {
	if (value === null) return { type: 'null' };
	if (typeof value === 'bigint') return { type: 'integer', value: String(value) };
	if (typeof value === 'number') return { type: 'float', value };
	if (typeof value === 'string') return { type: 'text', value };
	const base64 = Buffer.from(value as Uint8Array).toString('base64');
	return { type: 'blob', base64: base64.replace(/=+$/, '') };
}

/** The arguments of a statement as `libsql` takes them: a list, or an object for named ones. */
export function argumentsOf({ args = [], named_args = [] }: Stmt) {
	if (named_args.length === 0) return args.map(decode);
	return Object.fromEntries(
		named_args.map(({ name, value }) => [name.replace(/^[:@$]/, ''), decode(value)])
	);
}
