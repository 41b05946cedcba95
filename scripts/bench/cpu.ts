import { readFileSync } from 'node:fs';

/** The time that a process has worked, in all its threads, in milliseconds (Linux alone tells). */
export function cpuOf(pid: number): number {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
	// In ticks of which a second has a hundred: user and system time.
	return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Does all that is to be done, so many at a time. @returns how long the process worked meanwhile. */
export async function cpuOfAll(
	pid: number,
	works: (() => Promise<unknown>)[],
	workers: number
): Promise<number> {
	const left = [...works];
	const began = cpuOf(pid);
	const worker = async () => {
		for (let work = left.pop(); work; work = left.pop()) await work();
	};
	await Promise.all(Array.from({ length: workers }, worker));
	return cpuOf(pid) - began;
}
