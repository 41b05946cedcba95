/** The thread that `open-writer.ts` starts. */
import { parentPort, workerData } from 'node:worker_threads';
import { serveWrites } from './serve-writes.ts';

serveWrites(parentPort!, workerData as string);
