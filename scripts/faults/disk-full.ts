import type { FaultOptions, Finding } from './finding.ts';
import { onOwnDisk } from './own-disk.ts';

/** The disk that the database lies on has no room any more, and later some again. */
export const diskFull = (options: FaultOptions): Promise<Finding[]> =>
	onOwnDisk('disk-full', '24m', options);
