import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { FaultOptions, Finding } from './finding.ts';

/** Of util-linux, which every Linux has. */
const namespaces = 'unshare';
/** Makes the folder `$0` a disk of its own of some size, which only what follows sees. */
const mount = 'mount -t tmpfs -o size="$1" tmpfs "$0" && shift && exec "$@"';

/**
 * Runs a fault on a small disk in memory, as a process with mounts of its own: nothing of this machine
 * is filled or changed, and no root is needed where Linux lets users have namespaces.
 * @param size as `mount` takes it.
 */
export async function onOwnDisk(
	fault: string,
	size: string,
	{ quick }: FaultOptions
): Promise<Finding[]> {
	const folder = mkdtempSync(join(tmpdir(), 'porchlight-disk-'));
	const program = join(import.meta.dirname, 'on-own-disk.ts');
	const command = [process.execPath, program, fault, quick ? 'quick' : 'whole'];
	const options = ['-rm', 'sh', '-c', mount, folder, size, ...command];
	const child = spawn(namespaces, options, {
		stdio: ['ignore', 'pipe', 'pipe'],
		env: { ...process.env, TMPDIR: folder }
	});
	const ended = once(child, 'exit').catch(() => [127]);
	const [output, complaint] = await Promise.all([text(child.stdout), text(child.stderr)]);
	const [code] = (await ended) as [number | null];
	rmSync(folder, { recursive: true });
	if (code === 0) return JSON.parse(output.trim().split('\n').at(-1)!) as Finding[];
	throw new Error(
		`It wants a disk of its own, which this machine does not give (unshare -rm, mount -t tmpfs): ${complaint.trim() || `ended with ${code}`}`
	);
}
