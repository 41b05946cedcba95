import { getProofBrake } from './proof-brake';
import { createProofChallenge, type ProofPurpose } from './proof-challenge';

/** What a form's page hands to the browser to compute; `null` while no proof of work is due. */
export const getProofChallenge = async (purpose: ProofPurpose) =>
	(await getProofBrake()).isOn ? createProofChallenge(purpose) : null;
