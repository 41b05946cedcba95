/** The half of a fault that runs in a process with a disk of its own: `own-disk.ts` starts it. */
import '../lib/app.ts';

const [fault = '', extent] = process.argv.slice(2);
const inside: Record<string, () => Promise<{ onSmallDisk: (quick: boolean) => Promise<unknown> }>> =
	{
		'disk-full': () => import('./disk-full-inside.ts'),
		'read-only': () => import('./read-only-inside.ts')
	};
const { onSmallDisk } = await inside[fault]!();
console.log(JSON.stringify(await onSmallDisk(extent === 'quick')));
process.exit();
