/**
 * Loaded into a server with `node --import`: each commit takes as long as on a disk whose sync takes
 * `SYNC_MS`, and stops the process that long, as the driver does.
 */
import Database from 'libsql';

const pause = new Int32Array(new SharedArrayBuffer(4));
const syncMs = Number(process.env.SYNC_MS);
const sync = () => void Atomics.wait(pause, 0, 0, syncMs);

type Prepare = Database.Database['prepare'];
const prototype = Database.prototype as unknown as { prepare: Prepare };
const prepare = prototype.prepare;

prototype.prepare = function (this: Database.Database, sql: string) {
	const statement = prepare.call(this, sql) as ReturnType<Prepare>;
	const commits = /^\s*commit/i.test(sql);
	const writes = /^\s*(?:insert|update|delete|replace)/i.test(sql);
	if (!commits && !writes) return statement;
	for (const name of ['run', 'all'] as const) {
		const original = statement[name].bind(statement) as (...values: unknown[]) => unknown;
		Object.assign(statement, {
			[name]: (...values: unknown[]) => {
				const result = original(...values);
				if (commits || !this.inTransaction) sync();
				return result;
			}
		});
	}
	return statement;
} as Prepare;
