import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';
import type { Challenge } from 'altcha-lib/types';

/** Answers a challenge with its solution, `null` where there is none in time. */
self.onmessage = async ({ data }: MessageEvent<Challenge>) => {
	self.postMessage(await solveChallenge({ challenge: data, deriveKey, timeout: 30_000 }));
};
