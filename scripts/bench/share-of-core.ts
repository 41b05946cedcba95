import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Short, so that a process pauses often and briefly: in microseconds. */
const PERIOD = 10_000;

/** Where Linux keeps its groups of processes, in either version, and how a share is told there. */
const versions = [
	{
		folder: '/sys/fs/cgroup',
		isThere: '/sys/fs/cgroup/cgroup.controllers',
		limits: (quota: number) => ({ 'cpu.max': `${quota} ${PERIOD}` })
	},
	{
		folder: '/sys/fs/cgroup/cpu',
		isThere: '/sys/fs/cgroup/cpu/cpu.cfs_quota_us',
		limits: (quota: number) => ({ 'cpu.cfs_period_us': PERIOD, 'cpu.cfs_quota_us': quota })
	}
];

/**
 * Holds a process to a share of a core, as if it had a machine of its own (Linux, as root).
 * @returns what takes the group away when the process has ended, or `null` where it cannot be held.
 */
export function holdToShare(pid: number, share: number): (() => void) | null {
	const version = versions.find(({ isThere }) => existsSync(isThere));
	if (!version) return null;
	const group = join(version.folder, `porchlight-bench-${pid}`);
	const remove = () => {
		// One that stays, empty, is in nobody's way.
		if (existsSync(group)) attempt(() => rmdirSync(group));
	};
	const isHeld = attempt(() => {
		mkdirSync(group, { recursive: true });
		const limits = Object.entries(version.limits(Math.round(PERIOD * share)));
		for (const [file, value] of [...limits, ['cgroup.procs', pid] as const]) {
			writeFileSync(join(group, file), String(value));
		}
	});
	if (isHeld) return remove;
	remove();
	return null;
}

function attempt(work: () => void): boolean {
	try {
		work();
		return true;
	} catch {
		return false;
	}
}
