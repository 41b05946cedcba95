import { m } from '@/paraglide/messages';
import { getProofBrake } from './proof-brake';
import { createProofChallenge, type ProofPurpose } from './proof-challenge';

/**
 * What a form's page hands to the browser to compute, with what it says meanwhile: no browser carries
 * these sentences otherwise. `null` while no proof of work is due.
 */
export async function getProofChallenge(purpose: ProofPurpose) {
	if (!(await getProofBrake()).isOn) return null;
	const sentences = { note: m.proof_note(), slow: m.proof_slow(), busy: m.proof_busy() };
	return { challenge: await createProofChallenge(purpose), ...sentences };
}

export type ProofOfWork = NonNullable<Awaited<ReturnType<typeof getProofChallenge>>>;
