import { StatementError } from './protocol.ts';

/** What the server wants to know of a statement before it runs. */
export interface StatementKind {
	/** Refused to a token that may only read. */
	writes: boolean;
	/** Waits for the write lock. */
	locks: boolean;
	/** Reports how many rows it changed; an INSERT its last id too. */
	changes: 'insert' | 'other' | null;
}

const reading: StatementKind = { writes: false, locks: false, changes: null };

/** Readable by a token that may only read; the rest counts as writing, even where it only asks. */
const harmlessPragmas =
	/^(table_list|index_list|table_x?info|index_x?info|pragma_list|compile_options|database_list|function_list|module_list|encoding|schema_version)$/;
/** Never taken: they would change the server's connection or file. */
const refusedPragmas =
	/^(case_sensitive_like|ignore_check_constraints|incremental_vacuum|optimize|parser_trace|shrink_memory|wal_checkpoint)$/;
/** Taken with a value too. */
const settablePragmas =
	/^(defer_foreign_keys|foreign_keys|foreign_key_list|foreign_key_check|integrity_check|quick_check|user_version)$/;

const unsupported = (sql: string) =>
	new StatementError(
		'SQL_PARSE_ERROR',
		`SQL string could not be parsed: unsupported statement: ${sql}`
	);

function pragmaKind(sql: string): StatementKind {
	const [, name = '', body = ''] = /^pragma\s+(?:\w+\.)?(\w+)\s*(.*)$/is.exec(sql) ?? [];
	const known = name.toLowerCase();
	if (harmlessPragmas.test(known)) return reading;
	const sets = body.replace(/;\s*$/, '') !== '';
	if (refusedPragmas.test(known) || (sets && !settablePragmas.test(known))) throw unsupported(sql);
	return { writes: true, locks: sets && known === 'user_version', changes: null };
}

const withoutComments = (sql: string) =>
	sql.replace(/^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/, '');

/**
 * Tells by its words what a statement does; whatever is not known to read counts as writing.
 * @throws StatementError for what a server does not take: VACUUM, most PRAGMAs with a value.
 */
export function statementKind(text: string): StatementKind {
	const sql = withoutComments(text);
	const verb = /^[a-z]+/i.exec(sql)?.[0].toLowerCase() ?? '';
	switch (verb) {
		case '':
			throw new StatementError('SQL_NO_STATEMENT', 'SQL string does not contain any statement');
		case 'select':
		case 'values':
		case 'explain':
		case 'commit':
		case 'end':
		case 'rollback':
		case 'savepoint':
		case 'release':
			return reading;
		case 'begin':
			return { ...reading, locks: /^begin\s+(immediate|exclusive)\b/i.test(sql) };
		case 'pragma':
			return pragmaKind(sql);
		case 'vacuum':
		case 'analyze':
			throw unsupported(text);
		case 'with':
			return withKind(sql);
		default: {
			const changes = changesOf(verb);
			return { writes: true, locks: true, changes };
		}
	}
}

function changesOf(verb: string): StatementKind['changes'] {
	if (verb === 'insert' || verb === 'replace') return 'insert';
	return verb === 'update' || verb === 'delete' ? 'other' : null;
}

/** A common table expression writes where a writing verb follows outside of its quoted parts. */
function withKind(sql: string): StatementKind {
	const bare = sql.replace(/'[^']*'|"[^"]*"|`[^`]*`|\[[^\]]*\]/g, ' ');
	const verb = /\b(insert\s+into|insert\s+or|replace\s+into|update|delete\s+from)\b/i.exec(
		bare
	)?.[0];
	if (verb === undefined) return reading;
	const [first = ''] = verb.toLowerCase().split(/\s/);
	return { writes: true, locks: true, changes: changesOf(first) };
}
