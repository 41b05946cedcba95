import { parseDatabaseUrl } from '../database-url';
import { assertRoom } from '../db/assert-room';
import { db } from '../db/client';
import { asTryLater } from '../db/errors';
import { examineDatabase } from '../db/examine-database';
import { pendingMigrations, proveWrite } from '../db/migrations';
import { behindAnswer } from '../db/write-wait';
import { readDatabaseEnv } from '../env';
import { log } from '../log';
import { StartupError } from '../startup-error';

type Readiness = {
	ready: boolean;
	database: 'ok' | 'unreachable';
	migrations: 'ok' | 'missing' | 'unknown';
	/** `stuck`: it waits for others, or for an answer, for longer than anybody should. */
	writes: 'ok' | 'refused' | 'stuck' | 'unknown';
	/** The server ends: what balances should send nobody here any more. */
	stopping?: true;
};

/** Milliseconds after which a look is given up, so that the answer comes within five seconds. */
const LOOK_MS = 4_000;
/** Milliseconds for which a proof that writes are taken is good; all who ask share it. */
const PROOF_MS = 5_000;

let stopping = false;

/** Says from here on that this server is not ready, whatever its database says. */
export function endReadiness(): void {
	stopping = true;
}

/** Whether the database answers, has every migration of this version of the code, and takes writes. */
export async function checkReadiness(): Promise<Readiness> {
	const found = await lookAtDatabase();
	return stopping ? { ...found, ready: false, stopping } : found;
}

async function lookAtDatabase(): Promise<Readiness> {
	const [migrations, writes] = await Promise.all([lookAtMigrations(), sharedProof()]);
	const database = migrations === 'unknown' ? 'unreachable' : 'ok';
	if (database === 'unreachable') return { ready: false, database, migrations, writes: 'unknown' };
	return { ready: migrations === 'ok' && writes === 'ok', database, migrations, writes };
}

async function lookAtMigrations(): Promise<Readiness['migrations']> {
	try {
		const pending = await look(() => pendingMigrations(db.$client));
		return pending.length === 0 ? 'ok' : 'missing';
	} catch (error) {
		log.error({ err: error }, 'database unreachable');
		return 'unknown';
	}
}

let proof: { until: number; result: Promise<Readiness['writes']> } | undefined;

function sharedProof(): Promise<Readiness['writes']> {
	const now = performance.now();
	if (!proof || proof.until < now) proof = { until: now + PROOF_MS, result: tryToWrite() };
	return proof.result;
}

async function tryToWrite(): Promise<Readiness['writes']> {
	try {
		await look(async () => {
			await assertRoom(parseDatabaseUrl(readDatabaseEnv().DATABASE_URL));
			await proveWrite(db.$client);
		});
		return 'ok';
	} catch (error) {
		log.error({ err: error }, 'database takes no writes');
		return error === late || asTryLater(error) === error ? 'stuck' : 'refused';
	}
}

const late = new Error('The database did not answer in time.');

/** Looks at the database by itself, whatever the request that asks has waited for before. */
async function look<T>(work: () => Promise<T>): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const end = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(late), LOOK_MS);
	});
	return Promise.race([behindAnswer(work), end]).finally(() => clearTimeout(timer));
}

/** Stops the start on a database that cannot be worked with; says what is doubtful about it. */
export async function assertDatabase(): Promise<void> {
	const { DATABASE_URL, DATABASE_AUTH_TOKEN } = readDatabaseEnv();
	const hasToken = Boolean(DATABASE_AUTH_TOKEN);
	const target = parseDatabaseUrl(DATABASE_URL);
	const { problems, warnings } = await examineDatabase(db.$client, target, hasToken);
	for (const warning of warnings) log.warn({ warning }, 'The database is not as it should be');
	if (problems.length > 0) throw new StartupError(problems.join('\n'));
}
