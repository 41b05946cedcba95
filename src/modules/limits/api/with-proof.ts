import { tell } from '@/server/measures';
import { givingBackTries, tryLimits, type Try } from './take-limits';
import { getProofBrake } from './proof-brake';
import { readProof, type ProofPurpose } from './proof-challenge';

/**
 * Does what asks for a mail, the quick way or the slow one. While a proof of work is due, whoever sends
 * none that is good goes the slow way: nobody is refused. A proof is good once; it comes back where
 * `work` breaks off. It costs one commit, and nothing where none is due.
 * @param work with `isSlow`, its mail goes out behind all others.
 */
export async function withProof<T>(
	input: { purpose: ProofPurpose; proof: string | undefined },
	work: (isSlow: boolean) => Promise<T>
): Promise<T> {
	const { purpose, proof } = input;
	if (!(await getProofBrake()).isOn) return work(false);
	const id = proof ? await readProof({ purpose, proof }) : null;
	const use: Try = ['proof-use', id ?? ''];
	const isGood = id !== null && (await tryLimits([use])) === null;
	tell({ what: 'proof', outcome: isGood ? 'good' : proof ? 'refused' : 'none' });
	return isGood ? givingBackTries([use], () => work(false)) : work(true);
}
