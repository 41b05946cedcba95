import type { InArgs, InStatement, InValue } from '@libsql/client';

/**
 * A statement whose arguments have U+FFFD for each half of a character, which is what a file is given
 * for them. A server refuses the whole message, and over a websocket ends the connection that others
 * are on. A text that was cut to a length can have one, or what came as JSON.
 */
export function wellFormed<Statement extends InStatement | [string, InArgs?]>(
	statement: Statement
): Statement;
export function wellFormed(statement: InStatement | [string, InArgs?]) {
	if (typeof statement === 'string') return statement;
	if (Array.isArray(statement)) return [statement[0], argsOf(statement[1])];
	return { ...statement, args: argsOf(statement.args) };
}

function argsOf(args: InArgs = []): InArgs {
	if (Array.isArray(args)) return args.map(valueOf);
	return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, valueOf(value)]));
}

const valueOf = (value: InValue): InValue =>
	typeof value === 'string' ? value.toWellFormed() : value;
