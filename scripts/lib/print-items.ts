/** What can stand in a cell, or behind a name. */
type Value = string | number | boolean | Date | null;

/** For people: a moment to the minute, and nothing that a terminal would take for an order. */
export function cell(value: Value): string {
	if (value === null) return '–';
	if (typeof value === 'boolean') return value ? 'yes' : 'no';
	if (value instanceof Date) return `${value.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
	return String(value).replace(/\p{C}/gu, '');
}

/** Rows under their headings, each column as wide as its widest cell. */
export function table(headings: string[], rows: readonly (readonly Value[])[]): string {
	const lines = [headings, ...rows.map((row) => row.map(cell))];
	const widths = headings.map((_, column) =>
		Math.max(...lines.map((line) => line[column]?.length ?? 0))
	);
	return lines
		.map((line) =>
			line
				.map((text, column) => text.padEnd(widths[column] ?? 0))
				.join('  ')
				.trimEnd()
		)
		.join('\n');
}

/** For programs: one line an item. */
export const jsonLine = (item: object) => JSON.stringify(item);
