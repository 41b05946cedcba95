import type { FaultOptions, Finding } from './finding.ts';
import { onOwnDisk } from './own-disk.ts';

/** Nothing may be written where the database lies. */
export const readOnly = (options: FaultOptions): Promise<Finding[]> =>
	onOwnDisk('read-only', '24m', options);
