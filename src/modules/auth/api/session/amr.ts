import type { Session, SignInMethod } from '../../models/z.session';

/**
 * What proved who somebody is, in the words of RFC 8176; `mail` and `provider` are ours, which it
 * lacks: a link or code from a mail, and an account elsewhere.
 */
type AmrWord = 'pwd' | 'otp' | 'hwk' | 'swk' | 'user' | 'mfa' | 'mail' | 'provider';

/** How somebody proved who they are. */
export type Proof =
	| { method: 'password' }
	/** `hasWayIn`: with the proof of the address came a way to sign in later. */
	| { method: 'sign-up'; hasWayIn: boolean }
	| { method: 'provider'; provider: string }
	/** With user verification always; synced to other devices (`swk`), or bound to one (`hwk`). */
	| { method: 'passkey'; passkeyId: string; isSyncable: boolean };

/** A proof as a row keeps it, of a sign-in that waited. */
export type KeptProof = Pick<Session, 'method' | 'amr' | 'passkeyId'>;

/** A proof, given now or before the sign-in had to wait. */
export type SessionProof = Proof | (KeptProof & { hasWayIn: boolean; provedAt: Date });

const words: { [M in SignInMethod]: (proof: Extract<Proof, { method: M }>) => AmrWord[] } = {
	password: () => ['pwd'],
	'sign-up': () => ['mail'],
	provider: () => ['provider'],
	passkey: ({ isSyncable }) => [isSyncable ? 'swk' : 'hwk', 'user', 'mfa']
};

/** What proved it, in the words of a session's `amr`. */
function amrOf<P extends Proof>(proof: P): string {
	const wordsOf = words[proof.method] as (proof: P) => AmrWord[];
	return wordsOf(proof).join(' ');
}

/** What a session, or a sign-in that waits, keeps of a proof. */
export function rowOf(proof: SessionProof): KeptProof {
	const { method } = proof;
	if ('amr' in proof) return { method, amr: proof.amr, passkeyId: proof.passkeyId };
	const passkeyId = proof.method === 'passkey' ? proof.passkeyId : null;
	return { method, amr: amrOf(proof), passkeyId };
}

/** By what a browser and the record remember a sign-in: a method, or a provider's id. */
export const viaOf = (proof: SessionProof): string =>
	'provider' in proof ? proof.provider : proof.method;

/** The words of a session that was proved once more: each stands once. */
export const addAmr = (before: string, proof: Proof): string =>
	[...new Set(`${before} ${amrOf(proof)}`.trim().split(' '))].join(' ');
