import { untilEnded } from '@/server/db/delete-in-steps';
import type { Feature } from '@/feature/feature';
import { log } from '@/server/log';
import { eraseClosedAccounts } from '../account/erase-closed-accounts';

const minute = 60 * 1000;
const interval = 60 * minute;
/** Soon after the start too: a server that is restarted daily would hardly ever come to it. */
const firstDelay = minute;

/**
 * Removes what has expired, a minute from now and once an hour. Nothing depends on it: an expired
 * row opens nothing. Closed accounts are erased once an hour, by all features together; what each has
 * to do besides, once an hour or a minute, it says itself.
 * @returns how to stop it: resolves when the step under way is done. What is left the next process does.
 */
export function startHousekeeping(features: readonly Feature[]): () => Promise<void> {
	const housekeeping = features.flatMap((feature) => feature.housekeeping ?? []);
	const hourlyTasks: Task[] = [() => eraseClosedAccounts(features), ...housekeeping];
	const minutelyTasks: Task[] = features.flatMap((feature) => feature.minutely ?? []);
	const ending = new AbortController();
	const underWay = new Set<Promise<void>>();
	const begin = (some: Task[]) => {
		const work = untilEnded(ending.signal, () => runAll(some, ending.signal));
		underWay.add(work);
		void work.finally(() => underWay.delete(work));
	};
	const first = setTimeout(begin, firstDelay, hourlyTasks).unref();
	const timer = setInterval(begin, interval, hourlyTasks).unref();
	const minutely = setInterval(begin, minute, minutelyTasks).unref();
	return async () => {
		clearTimeout(first);
		clearInterval(timer);
		clearInterval(minutely);
		ending.abort();
		await Promise.all(underWay);
	};
}

type Task = () => Promise<unknown>;

async function runAll(some: Task[], end: AbortSignal): Promise<void> {
	for (const task of some) {
		if (end.aborted) return;
		try {
			await task();
		} catch (error) {
			if (error !== end.reason) log.warn({ err: error }, 'housekeeping failed');
		}
	}
}
