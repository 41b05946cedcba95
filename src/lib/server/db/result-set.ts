import type { ResultSet, Row } from '@libsql/client';

/** What statements return, as the driver makes it of bare values. */
export function resultSetOf<Value>(
	result: Omit<ResultSet, 'rows' | 'toJSON'> & { rows: Value[][] }
): ResultSet {
	const read = { ...result, rows: result.rows.map((row) => rowOf(result.columns, row)) };
	return { ...read, toJSON: () => read };
}

/** Values by position and by name, the first where a name comes twice. */
function rowOf(columns: string[], values: unknown[]): Row {
	const row = {} as Row;
	Object.defineProperty(row, 'length', { value: values.length });
	values.forEach((value, index) => {
		Object.defineProperty(row, index, { value });
		const name = columns[index]!;
		if (!Object.hasOwn(row, name)) row[name] = value as Row[string];
	});
	return row;
}
