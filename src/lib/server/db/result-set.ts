import type { ResultSet, Row } from '@libsql/client';

/** What statements return, as the driver makes it of bare values. */
export function resultSetOf<Value>(
	result: Omit<ResultSet, 'rows' | 'toJSON'> & { rows: Value[][] }
): ResultSet {
	const ShapedRow = rowClass(result.columns);
	const read = { ...result, rows: result.rows.map((row) => new ShapedRow(row) as unknown as Row) };
	return { ...read, toJSON: () => read };
}

type RowClass = new (values: unknown[]) => object;

/** By the names of the columns. Defining each row's properties took longer than reading it. */
const classes = new Map<string, RowClass>();
const CLASSES_MAX = 500;

function rowClass(columns: string[]): RowClass {
	const names = columns.join('\0');
	const made = classes.get(names) ?? makeRowClass(columns);
	if (classes.size >= CLASSES_MAX) classes.clear();
	classes.set(names, made);
	return made;
}

/** Rows that have their values by position and by name, the first where a name comes twice. */
function makeRowClass(columns: string[]): RowClass {
	const firsts = [...columns.entries()].filter(([index, name]) => columns.indexOf(name) === index);
	class ShapedRow {
		readonly #values: unknown[];
		[name: string]: unknown;

		constructor(values: unknown[]) {
			this.#values = values;
			for (const [index, name] of firsts) this[name] = values[index];
		}

		static at(row: ShapedRow, index: number): unknown {
			return row.#values[index];
		}
	}
	Object.defineProperty(ShapedRow.prototype, 'length', { value: columns.length });
	for (const index of columns.keys()) {
		Object.defineProperty(ShapedRow.prototype, index, {
			get(this: ShapedRow) {
				return ShapedRow.at(this, index);
			}
		});
	}
	return ShapedRow;
}
