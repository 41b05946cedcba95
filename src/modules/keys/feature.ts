import type { Feature } from '@/feature/feature';
import { keysKept } from './kept';

/** Keys that the database has of its own. */
export const keysFeature = { name: 'keys', kept: keysKept } satisfies Feature;
