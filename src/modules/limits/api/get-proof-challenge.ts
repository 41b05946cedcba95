import { m } from '@/paraglide/messages';
import { getProofBrake } from './proof-brake';
import { createProofChallenge, type ProofPurpose } from './proof-challenge';

/**
 * What a form's page hands to the browser to compute, with what it says meanwhile: no browser carries
 * these sentences otherwise. `null` while no proof of work is due.
 */
export async function getProofChallenge(purpose: ProofPurpose) {
	const { isOn, mode } = await getProofBrake();
	if (!isOn) return null;
	const note = mode === 'on' ? m.proof_note_always() : m.proof_note();
	const sentences = { note, slow: m.proof_slow(), busy: m.proof_busy() };
	return { challenge: await createProofChallenge(purpose), ...sentences };
}

export type ProofOfWork = NonNullable<Awaited<ReturnType<typeof getProofChallenge>>>;
