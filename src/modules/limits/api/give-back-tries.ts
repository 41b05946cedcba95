import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchItem } from 'drizzle-orm/batch';
import { db } from '@/server/db/client';
import { behindAnswer } from '@/server/db/write-wait';
import { log } from '@/server/log';
import { restoreLimit, type Try } from './take-limits';

/** Milliseconds between two attempts; each one waits for the database as long as every write does. */
const PAUSE_MS = 1_000;
/** After so many attempts the limits' own time has passed. */
const ATTEMPTS_MAX = 150;

/**
 * Runs what tries were taken for. Where it breaks off for a reason that is not the person's (too
 * many wait, the database is busy), they get the tries back as soon as a write is taken.
 * @param undo what else was written when they were taken.
 * @throws what `work` throws.
 */
export async function givingBackTries<T>(
	tries: readonly [Try, ...Try[]],
	work: () => Promise<T>,
	undo: () => BatchItem<'sqlite'>[] = () => []
): Promise<T> {
	try {
		return await work();
	} catch (error) {
		void behindAnswer(() => giveBack(tries, undo));
		throw error;
	}
}

async function giveBack(
	[first, ...others]: readonly [Try, ...Try[]],
	undo: () => BatchItem<'sqlite'>[]
) {
	for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
		const restored = others.map((one) => restoreLimit(one));
		const failure: unknown = await db.batch([restoreLimit(first), ...restored, ...undo()]).then(
			() => null,
			(error: unknown) => error
		);
		if (failure === null) return;
		if (attempt === ATTEMPTS_MAX) log.warn({ err: failure }, 'tries not given back');
		await sleep(PAUSE_MS, undefined, { ref: false });
	}
}
