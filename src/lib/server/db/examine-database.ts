import type { Client } from '@libsql/client';
import type { DatabaseTarget } from '../database-url.ts';
import { DatabaseBusyError, isBusy } from './errors.ts';
import { explainFault } from './explain-fault.ts';
import { faultOf } from './fault.ts';
import { pendingMigrations, proveWrite } from './migrations.ts';
import { UNFINISHED_COPY } from './unfinished-copy.ts';
import { within } from './write-wait.ts';

/** What is wrong with a database, in sentences for its operator. */
export interface Examination {
	/** Reasons not to start. */
	problems: string[];
	warnings: string[];
}

/** Milliseconds. A process that looks at its start has begun, looked and spoken after five seconds. */
export const LOOK_MS = 3_500;

/** SQLite's `synchronous=FULL`: a commit is on the disk before it is answered. */
const FULL = 2;

/**
 * Looks, in less than four seconds, whether the database answers, has every migration and all that was
 * copied into it, takes writes, keeps foreign keys, and keeps what it has answered through a power cut.
 */
export async function examineDatabase(
	client: Pick<Client, 'execute'>,
	target: DatabaseTarget,
	hasToken: boolean
): Promise<Examination> {
	return within(LOOK_MS, async () => {
		let canRead = false;
		try {
			const pending = await pendingMigrations(client);
			canRead = true;
			if (pending.length > 0) return { problems: [lacking(pending)], warnings: [] };
			await proveWrite(client);
			return judge(await settingsOf(client));
		} catch (error) {
			const stillReads = canRead && (await answersAfter(error, client));
			const explanation = explainFault(error, target, { hasToken, canRead, stillReads });
			// Whoever holds the lock will let it go: until then pages can be read.
			const isHeld = error instanceof DatabaseBusyError || isBusy(error);
			if (isHeld) return { problems: [], warnings: [explanation] };
			return { problems: [explanation], warnings: [] };
		}
	});
}

/** Whether a database is there that has lost a connection at a write: some say so that nobody may. */
export async function answersAfter(
	error: unknown,
	client: Pick<Client, 'execute'>
): Promise<boolean> {
	if (faultOf(error)?.kind !== 'lost') return false;
	return pendingMigrations(client).then(
		() => true,
		() => false
	);
}

const lacking = (pending: string[]) =>
	`The database lacks ${pending.length} migration(s): ${pending.join(', ')}. Run: npx -y pnpm@12 db:migrate, and start again`;

async function settingsOf(client: Pick<Client, 'execute'>) {
	const { rows } = await client.execute(
		`select foreign_keys, synchronous,
		exists (select 1 from sqlite_master where name = '${UNFINISHED_COPY}') as unfinished
		from pragma_foreign_keys, pragma_synchronous`
	);
	return {
		foreignKeys: Number(rows[0]?.foreign_keys),
		synchronous: Number(rows[0]?.synchronous),
		isUnfinished: Number(rows[0]?.unfinished) === 1
	};
}

function judge(settings: Awaited<ReturnType<typeof settingsOf>>): Examination {
	const problems: string[] = [];
	const warnings: string[] = [];
	if (settings.foreignKeys !== 1) {
		problems.push(
			'The database does not keep foreign keys: erased accounts would leave rows behind. Turn them on in the server (PRAGMA foreign_keys=on for each of its connections).'
		);
	}
	if (settings.isUnfinished) {
		problems.push(
			'A copy into the database is under way or was broken off: rows are missing. Run db:copy again, which begins anew.'
		);
	}
	if (settings.synchronous < FULL) {
		warnings.push(
			'A power cut at the database server may lose the last commits: it does not wait for its disk (PRAGMA synchronous is less than FULL). Choose its strongest durability, or keep its machine on power that does not fail.'
		);
	}
	return { problems, warnings };
}
