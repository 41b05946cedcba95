import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { Challenge } from 'altcha-lib/types';
import { addressHeader } from './server.ts';

/**
 * Opens a page that may hand out a challenge.
 * @returns its answer, as the form sends it; the empty text where there is none.
 */
export async function proofFrom(page: string, address: string): Promise<string> {
	const headers = { accept: 'text/html', [addressHeader]: address };
	const text = await (await fetch(page, { headers })).text();
	const written = /proof:(\{parameters:\{.*?\},signature:"\w+"\})/.exec(text)?.[1];
	if (!written) return '';
	// As Kit writes it into the page: its keys have no quotes.
	const challenge = JSON.parse(written.replace(/([{,])(\w+):/g, '$1"$2":')) as Challenge;
	return JSON.stringify({ challenge, solution: await solveChallenge({ challenge, deriveKey }) });
}
