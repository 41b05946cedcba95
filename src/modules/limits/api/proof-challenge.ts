import { randomInt } from 'node:crypto';
import { createChallenge, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { Challenge } from 'altcha-lib/types';
import { z } from 'zod';
import { keyedHashes } from '@/server/secrets';
import { lifetimes } from './lifetimes';

/** What a proof is asked for before; one for the one is none for the other. */
export type ProofPurpose = 'sign-up' | 'password-reset';

/** Rounds of one guess, of which the server makes one for each challenge. */
const COST = 1_000;
/** How many guesses it takes: so few that an old telephone has it in two seconds. */
const GUESSES = [400, 800] as const;

const zProof = z
	.string()
	.max(2_000)
	.transform((text) => JSON.parse(text) as unknown)
	.pipe(
		z.object({
			challenge: z.object({
				parameters: z.looseObject({
					algorithm: z.string(),
					nonce: z.string(),
					salt: z.string(),
					cost: z.number(),
					keyLength: z.number(),
					keyPrefix: z.string(),
					keySignature: z.string(),
					data: z.object({ purpose: z.string() })
				}),
				signature: z.string()
			}),
			solution: z.object({ counter: z.number(), derivedKey: z.string() })
		})
	);

/** Under each key in force: what signs a challenge, and what signs its answer. */
const secrets = () => {
	const answers = keyedHashes('proof-answer', '');
	return keyedHashes('proof-challenge', '').map((hmacSignatureSecret, index) => ({
		hmacSignatureSecret,
		hmacKeySignatureSecret: answers[index] ?? ''
	}));
};

/**
 * Something for a browser to compute before it sends a form. Nothing is kept of it: it carries its
 * own seal, and that of its answer.
 */
export async function createProofChallenge(
	purpose: ProofPurpose,
	now = new Date()
): Promise<Challenge> {
	return createChallenge({
		algorithm: 'PBKDF2/SHA-256',
		cost: COST,
		counter: randomInt(...GUESSES),
		deriveKey,
		expiresAt: new Date(now.getTime() + lifetimes.proofOfWork),
		data: { purpose },
		...secrets()[0]!
	});
}

/**
 * Whether somebody has done the work: two HMACs. That it was used before is for the caller to find out.
 * @returns the challenge's own id, or `null`.
 */
export async function readProof(input: {
	purpose: ProofPurpose;
	proof: string;
}): Promise<string | null> {
	let read: z.output<typeof zProof>;
	try {
		read = zProof.parse(input.proof);
	} catch {
		return null;
	}
	const { challenge, solution } = read;
	if (challenge.parameters.data.purpose !== input.purpose) return null;
	for (const secret of secrets()) {
		const { verified } = await verifySolution({
			challenge,
			solution: { ...solution, time: 0 },
			deriveKey,
			...secret
		});
		if (verified) return `${challenge.parameters.nonce}${challenge.parameters.salt}`;
	}
	return null;
}
