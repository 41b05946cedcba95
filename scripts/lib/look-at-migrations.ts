import { createClient, type Client } from '@libsql/client';
import type { DatabaseTarget } from '../../src/lib/server/database-url.ts';
import { LOOK_MS } from '../../src/lib/server/db/examine-database.ts';
import { explainFault, type DatabaseNames } from '../../src/lib/server/db/explain-fault.ts';
import { pendingMigrations } from '../../src/lib/server/db/migrations.ts';
import { createServerClient } from '../../src/lib/server/db/server-client.ts';
import { within } from '../../src/lib/server/db/write-wait.ts';
import { StartupError } from '../../src/lib/server/startup-error.ts';

interface Database {
	target: DatabaseTarget;
	token: string | undefined;
	/** What a sentence about it calls it, where that is not DATABASE_URL. */
	named?: DatabaseNames;
}

/** Opens a database for one look: a server's answer is waited for no longer than a request would. */
export const openToLook = ({ target, token }: Database): Client =>
	target.kind === 'file'
		? createClient({ url: target.url })
		: createServerClient(target.url, token);

/**
 * The migrations that a database lacks. A server may hang: it is asked for a few seconds.
 * @throws StartupError in words for an operator.
 */
export async function lookAtMigrations({ target, token, named }: Database): Promise<string[]> {
	const client = openToLook({ target, token });
	try {
		return await within(LOOK_MS, () => pendingMigrations(client));
	} catch (error) {
		throw new StartupError(explainFault(error, target, { hasToken: Boolean(token), named }));
	} finally {
		client.close();
	}
}
