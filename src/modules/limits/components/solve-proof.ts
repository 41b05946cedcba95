import type { Challenge, Solution } from 'altcha-lib/types';

/**
 * Computes the proof for a challenge, in a thread of its own.
 * @returns what the form sends; the empty text where the browser cannot: the slow way is open then.
 */
export function solveProof(challenge: Challenge): Promise<string> {
	return new Promise((resolve) => {
		const worker = new Worker(new URL('./solve-proof.worker.ts', import.meta.url), {
			type: 'module'
		});
		const end = (solution: Solution | null) => {
			worker.terminate();
			resolve(solution ? JSON.stringify({ challenge, solution }) : '');
		};
		worker.onmessage = ({ data }: MessageEvent<Solution | null>) => end(data);
		worker.onerror = () => end(null);
		worker.postMessage(challenge);
	});
}
