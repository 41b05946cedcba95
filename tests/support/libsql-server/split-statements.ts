/** Pieces that may hold a semicolon which ends nothing, the semicolon itself, and anything else. */
const pieces =
	/'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?\*\/|;|[^'"`[;/-]+|[\s\S]/g;

const isTrigger = /^\s*create\s+(temp(orary)?\s+)?trigger\b/i;
const isWhole = /\bend\s*$/i;

/** The statements of a script, one by one; a trigger's own statements stay together. */
export function splitStatements(script: string): string[] {
	const statements: string[] = [];
	let current = '';
	for (const [piece] of script.matchAll(pieces)) {
		if (piece === ';' && !(isTrigger.test(current) && !isWhole.test(current))) {
			statements.push(current);
			current = '';
		} else if (!piece.startsWith('--') && !piece.startsWith('/*')) current += piece;
	}
	return [...statements, current].filter((one) => one.trim() !== '');
}
