import Database from 'libsql';
import { compiledStatements } from '../../../src/lib/server/db/compiled-statements.ts';

export interface HandleSettings {
	file: string;
	foreignKeys: boolean;
	synchronous: 'OFF' | 'NORMAL' | 'FULL';
}

/** An open SQLite connection with what it has compiled. */
export interface SqliteHandle {
	database: Database.Database;
	statements: ReturnType<typeof compiledStatements>;
	/** The version of the schema that its statements were compiled for. */
	schema: unknown;
}

const schemaOf = (database: Database.Database) =>
	(database.prepare('PRAGMA schema_version').get([]) as { schema_version: number }).schema_version;

/**
 * SQLite connections that one stream uses after another. To open one and compile each statement anew
 * took this server longer than the statements themselves, on cores that it shares with what is tested.
 */
export function createSqliteHandles({ file, foreignKeys, synchronous }: HandleSettings) {
	const free: SqliteHandle[] = [];

	function open(): SqliteHandle {
		const database = new Database(file);
		database.exec(
			`PRAGMA foreign_keys = ${foreignKeys ? 'on' : 'off'};
			PRAGMA synchronous = ${synchronous}`
		);
		return { database, statements: compiledStatements(database), schema: schemaOf(database) };
	}

	return {
		take(): SqliteHandle {
			const handle = free.pop();
			if (!handle) return open();
			const schema = schemaOf(handle.database);
			if (schema !== handle.schema) handle.statements.clear();
			return Object.assign(handle, { schema });
		},
		/** @param isClean whether the next user would find it as if it was new. */
		give(handle: SqliteHandle, isClean: boolean): void {
			if (isClean) free.push(handle);
			else handle.database.close();
		},
		close(): void {
			for (const { database } of free.splice(0)) database.close();
		}
	};
}

export type SqliteHandles = ReturnType<typeof createSqliteHandles>;
